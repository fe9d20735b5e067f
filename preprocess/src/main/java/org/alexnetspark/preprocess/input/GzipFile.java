package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.alexnetspark.preprocess.storage.ObjectStore;
import org.alexnetspark.preprocess.storage.Storage;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A compressed tar. Its photographs cannot be read one by one, so it is unpacked, once, into the
 * dataset's staging folder.
 */
final class GzipFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private GzipFile() {}

  /**
   * Unpacks a file unless that was done before.
   *
   * @param folder for unpacked files
   * @return the unpacked file
   */
  static Path unpack(Path file, Path folder, Configuration configuration) throws IOException {
    FileStatus packed = file.getFileSystem(configuration).getFileStatus(file);
    String name =
        DigestUtils.sha256Hex(
            packed.getPath() + " " + packed.getLen() + " " + packed.getModificationTime());
    Path unpacked = new Path(folder, name + ".tar");
    FileSystem fileSystem = folder.getFileSystem(configuration);
    if (!fileSystem.exists(unpacked) && ObjectStore.holds(fileSystem)) {
      // To rename a file would be to copy it: up to 138 GB.
      try (GZIPInputStream in = open(file, configuration)) {
        ObjectStore.write(fileSystem, unpacked, in::transferTo);
      }
    } else if (!fileSystem.exists(unpacked)) {
      Path part = unpacked.suffix("." + UUID.randomUUID());
      try (GZIPInputStream in = open(file, configuration);
          OutputStream out = fileSystem.create(part, true)) {
        in.transferTo(out);
      }
      if (!fileSystem.rename(part, unpacked)) {
        throw new IOException("cannot rename " + part + " to " + unpacked);
      }
    }
    return fileSystem.makeQualified(unpacked);
  }

  private static GZIPInputStream open(Path file, Configuration configuration) throws IOException {
    return new GZIPInputStream(Storage.openWhole(file, configuration), BUFFER_BYTES);
  }
}
