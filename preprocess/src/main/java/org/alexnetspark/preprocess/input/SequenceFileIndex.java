package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;

/**
 * The records of a SequenceFile of names and bytes. Values are skipped, so the file must not be
 * compressed: photographs do not shrink anyway.
 */
final class SequenceFileIndex {
  /** A BytesWritable begins with its length. */
  private static final int LENGTH_BYTES = Integer.BYTES;

  private SequenceFileIndex() {}

  /**
   * Indexes a file.
   *
   * @param contents of the same file: the reader of records cannot tell how long a value is
   */
  static ArchiveIndex read(Path file, FSDataInputStream contents, Configuration configuration)
      throws IOException {
    Listing.Builder photographs = new Listing.Builder();
    Set<String> names = new HashSet<>();
    try (SequenceFile.Reader reader =
        new SequenceFile.Reader(configuration, SequenceFile.Reader.file(file))) {
      check(file, reader);
      DataOutputBuffer key = new DataOutputBuffer();
      DataInputBuffer in = new DataInputBuffer();
      Text name = new Text();
      while (reader.nextRawKey(key) >= 0) {
        in.reset(key.getData(), key.getLength());
        name.readFields(in);
        if (!names.add(name.toString())) {
          throw new UnusableInputException(file + ": holds " + name + " twice");
        }
        Location value = value(file, contents, reader.getPosition());
        MemberName member = MemberName.of(name.toString());
        photographs.addStretch(value, member.path(), member.folder());
        reader.seek(value.offset() + value.length());
        key.reset();
      }
    }
    if (photographs.size() == 0) {
      throw new UnusableInputException(file + ": holds no photographs");
    }
    return new ArchiveIndex(photographs.build(), List.of());
  }

  private static void check(Path file, SequenceFile.Reader reader) {
    if (reader.isCompressed()) {
      throw new UnusableInputException(
          file + ": is a compressed SequenceFile; write it with CompressionType.NONE");
    }
    if (reader.getKeyClass() != Text.class || reader.getValueClass() != BytesWritable.class) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "%s: is a SequenceFile of %s and %s; names (Text) and contents (BytesWritable) are"
                  + " needed",
              file,
              reader.getKeyClassName(),
              reader.getValueClassName()));
    }
  }

  private static Location value(Path file, FSDataInputStream contents, long position)
      throws IOException {
    byte[] length = new byte[LENGTH_BYTES];
    contents.readFully(position, length);
    return new Location(file.toString(), position + LENGTH_BYTES, ByteBuffer.wrap(length).getInt());
  }
}
