package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The members of an ar file: after eight bytes, for each a header of 60 bytes with its name and
 * length, and its bytes, up to an even length. An example of docs/extending.md.
 */
final class ArIndex {
  static final byte[] MARK = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);

  private static final int HEADER = 60;

  private ArIndex() {}

  static ArchiveIndex read(Archive archive, String labelField, FSDataInputStream file, long length)
      throws IOException {
    ArchiveMembers members =
        new ArchiveMembers(
            archive, labelField, (location, most) -> bytes(file, location.offset(), most));
    long start = archive.location().offset();
    long position = MARK.length;
    while (position < length) {
      String header = new String(bytes(file, start + position, HEADER), StandardCharsets.US_ASCII);
      String name = header.substring(0, 16).strip();
      long size = Long.parseLong(header.substring(48, 58).strip());
      String at = archive.location().file();
      members.add(name, new Location(at, start + position + HEADER, size));
      position += HEADER + size + size % 2;
    }
    return members.build();
  }

  private static byte[] bytes(FSDataInputStream file, long offset, int count) throws IOException {
    byte[] bytes = new byte[count];
    file.readFully(offset, bytes);
    return bytes;
  }
}
