package org.alexnetspark.preprocess.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** SHA-256 of files on any Hadoop file system. */
public final class Sha256 {
  /** Read at a time: DigestUtils asks for 1 KiB, and some file systems' answers have a price. */
  private static final int BYTES_READ = 1 << 20;

  private Sha256() {}

  /** The digest of a file, in lower-case hexadecimal. */
  public static String ofFile(Path file, Configuration configuration) throws IOException {
    try (InputStream in =
        new BufferedInputStream(file.getFileSystem(configuration).open(file), BYTES_READ)) {
      return DigestUtils.sha256Hex(in);
    }
  }
}
