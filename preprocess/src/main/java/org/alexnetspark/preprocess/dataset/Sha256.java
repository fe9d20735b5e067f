package org.alexnetspark.preprocess.dataset;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** SHA-256 of files on any Hadoop file system. */
public final class Sha256 {
  private Sha256() {}

  /** The digest of a file, in lower-case hexadecimal. */
  public static String ofFile(Path file, Configuration configuration) throws IOException {
    // Not DigestUtils.sha256Hex: it reads 1 KiB at a time.
    try (DigestInputStream in =
        new DigestInputStream(
            file.getFileSystem(configuration).open(file), DigestUtils.getSha256Digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return Hex.encodeHexString(in.getMessageDigest().digest());
    }
  }
}
