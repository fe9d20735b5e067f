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

  static ArchiveIndex read(Archive archive, String labelField, FSDataInputStream file)
      throws IOException {
    ArchiveMembers members =
        new ArchiveMembers(archive, labelField, (location, most) -> content(file, location, most));
    long start = archive.location().offset();
    file.seek(start);
    try {
      // Not closed: the file is its owner's.
      ArArchiveInputStream ar = new ArArchiveInputStream(file);
      for (ArchiveEntry each = ar.getNextEntry(); each != null; each = ar.getNextEntry()) {
        String at = archive.location().file();
        members.add(each.getName(), new Location(at, start + ar.getBytesRead(), each.getSize()));
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
