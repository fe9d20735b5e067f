package org.alexnetspark.preprocess.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** SHA-256, which every Java platform has. */
public final class Sha256 {
  private Sha256() {}

  /** A new digest. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String hex(byte[] content) {
    return HexFormat.of().formatHex(digest().digest(content));
  }

  /** The digest of a file, in lower-case hexadecimal. */
  public static String ofFile(Path file, Configuration configuration) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = file.getFileSystem(configuration).open(file)) {
      byte[] buffer = new byte[1 << 20];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return hex(digest);
  }

  /** Ends the digest; lower-case hexadecimal. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
