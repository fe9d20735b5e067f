package org.alexnetspark.preprocess.input;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds what an archive holds by its headers alone: contents are skipped by seeking, so indexing
 * 138 GB reads some megabytes.
 */
public final class ArchiveReader {
  private static final byte[] SEQUENCE_FILE = "SEQ".getBytes(StandardCharsets.US_ASCII);

  private ArchiveReader() {}

  /**
   * Indexes one archive.
   *
   * @throws UnusableInputException when it is damaged, or of a kind that cannot be read in parts
   */
  public static ArchiveIndex index(Archive archive, Configuration configuration)
      throws IOException {
    Path path = new Path(archive.location().file());
    FileSystem fileSystem = path.getFileSystem(configuration);
    long offset = archive.location().offset();
    long length =
        archive.location().length() == Location.TO_THE_END
            ? fileSystem.getFileStatus(path).getLen()
            : archive.location().length();
    try (FSDataInputStream file = fileSystem.open(path)) {
      byte[] start = new byte[(int) Math.min(length, SEQUENCE_FILE.length)];
      file.readFully(offset, start);
      if (Arrays.equals(start, SEQUENCE_FILE)) {
        return SequenceFileIndex.read(path, file, configuration);
      }
      if (start.length >= 2 && start[0] == 0x1F && start[1] == (byte) 0x8B) {
        throw new UnusableInputException(
            path
                + ": is compressed, so its photographs cannot be read one by one; unpack it (gunzip)");
      }
      return TarIndex.read(archive, file, length);
    } catch (EOFException e) {
      throw new UnusableInputException(path + ": ends early; is the download complete?");
    }
  }
}
