package org.alexnetspark.model.device.onednn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An ARM processor, as Linux describes it.
 *
 * @param features the words after {@code Features} in {@code /proc/cpuinfo}, of the first core;
 *     none where there is no such file
 */
record ArmProcessor(Set<String> features) {
  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

  ArmProcessor {
    features = Set.copyOf(features);
  }

  /** The one that this process runs on. */
  static ArmProcessor here() {
    if (!Files.isReadable(DESCRIPTION)) {
      return new ArmProcessor(Set.of());
    }
    try (Stream<String> lines = Files.lines(DESCRIPTION)) {
      return of(lines);
    } catch (IOException e) {
      return new ArmProcessor(Set.of());
    }
  }

  /** The one that such lines describe. */
  static ArmProcessor of(Stream<String> lines) {
    return new ArmProcessor(
        lines
            .filter(line -> line.startsWith("Features"))
            .limit(1)
            .flatMap(line -> Arrays.stream(line.substring(line.indexOf(':') + 1).split(" ", -1)))
            .filter(word -> !word.isBlank())
            .collect(Collectors.toSet()));
  }

  /** Whether it has instructions for products of bf16 numbers. */
  boolean multipliesBf16() {
    return features.contains("bf16");
  }
}
