package org.alexnetspark.jobs.run;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.UUID;
import org.alexnetspark.preprocess.storage.FileContent;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Files of a run on any Hadoop file system: written beside their places and renamed, or in place on
 * object stores, so that they are complete or absent, and read back against the SHA-256 checksums
 * that writing gave.
 */
public final class RunFiles {
  private final RunStorage storage;

  /**
   * @param anyPath of the file system
   */
  public RunFiles(Path anyPath, Configuration configuration) throws IOException {
    this.storage = RunStorage.of(anyPath, configuration);
  }

  /** Makes something of a file's content. */
  @FunctionalInterface
  public interface Reader<T> {
    T from(InputStream in) throws IOException;
  }

  /**
   * Replaces a file: a reader finds the old or the new one. Where writing fails the old one stays.
   *
   * @return the SHA-256 checksum in hexadecimal
   */
  public String replace(Path file, FileContent content) throws IOException {
    // Two attempts of one task may write the same file at the same time.
    Path partial =
        new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID() + ".tmp");
    MessageDigest digest = DigestUtils.getSha256Digest();
    try {
      storage.replace(file, partial, summed(content, digest));
      return Hex.encodeHexString(digest.digest());
    } catch (IOException e) {
      deleteQuietly(partial, e);
      throw e;
    }
  }

  /**
   * Writes a file in its place, for folders that are themselves put into place when they are
   * complete.
   *
   * @return the SHA-256 checksum in hexadecimal
   */
  public String write(Path file, FileContent content) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    storage.write(file, summed(content, digest));
    return Hex.encodeHexString(digest.digest());
  }

  private static FileContent summed(FileContent content, MessageDigest digest) {
    return out -> {
      try (OutputStream summing = new DigestOutputStream(new BufferedOutputStream(out), digest)) {
        content.writeTo(summing);
      }
    };
  }

  /**
   * Reads a file.
   *
   * @throws IOException also where its content does not have the checksum
   */
  public <T> T read(Path file, String checksum, Reader<T> reader) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    try (InputStream in = new DigestInputStream(storage.open(file), digest)) {
      T value = reader.from(in);
      in.transferTo(OutputStream.nullOutputStream());
      if (!Hex.encodeHexString(digest.digest()).equals(checksum)) {
        throw new IOException(file.getName() + " does not have the checksum that was noted");
      }
      return value;
    }
  }

  /** Leaves no half-written file behind; where even that fails, the first error says enough. */
  private void deleteQuietly(Path partial, IOException reason) {
    try {
      storage.delete(partial);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
