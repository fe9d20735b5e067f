package org.alexnetspark.jobs.preprocess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a dataset, to compare it with another. */
final class DatasetBytes {
  private DatasetBytes() {}

  /** SHA-256 sums by name, without Hadoop's own sums. */
  static Map<String, String> of(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      Map<String, String> sums = new TreeMap<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith(".")) {
          byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
          sums.put(folder.relativize(file).toString(), HexFormat.of().formatHex(sum));
        }
      }
      return sums;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
