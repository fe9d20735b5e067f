package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/** The members of an ar file, by Commons Compress. An example of docs/extending.md. */
final class ArIndex {
  static final byte[] MARK = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);

  private ArIndex() {}

  static ArchiveIndex read(Archive archive, String labelField, FSDataInputStream file, long length)
      throws IOException {
    ArchiveMembers members =
        new ArchiveMembers(archive, labelField, (location, most) -> content(file, location, most));
    String path = archive.location().file();
    long start = archive.location().offset();
    // Skips contents by seeking, and knows where it is.
    StretchInputStream in = new StretchInputStream(file, start, length);
    try {
      // Not closed: the file is its owner's.
      ArArchiveInputStream ar = new ArArchiveInputStream(in);
      for (ArchiveEntry each = ar.getNextEntry(); each != null; each = ar.getNextEntry()) {
        Location location = new Location(path, in.position(), each.getSize());
        if (location.offset() + location.length() > start + length) {
          throw ArchiveMembers.broken(archive, "is cut off inside " + each.getName());
        }
        if (!each.isDirectory()) {
          members.add(each.getName(), location);
        }
      }
    } catch (UnusableInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw ArchiveMembers.broken(
          archive, "is a damaged ar file, or is cut off: " + e.getMessage());
    }
    return members.build();
  }

  private static byte[] content(FSDataInputStream file, Location location, int most)
      throws IOException {
    byte[] bytes = new byte[(int) Math.min(location.length(), most)];
    file.readFully(location.offset(), bytes);
    return bytes;
  }
}
