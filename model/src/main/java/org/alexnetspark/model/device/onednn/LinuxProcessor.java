package org.alexnetspark.model.device.onednn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A processor, as Linux describes it in {@code /proc/cpuinfo}: what is not to be had from oneDNN.
 *
 * @param words those of its first core's maker ({@code vendor_id}, of x86-64) and features ({@code
 *     Features}, of ARM); none where there is no such file
 */
record LinuxProcessor(Set<String> words) {
  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

  LinuxProcessor {
    words = Set.copyOf(words);
  }

  /** The one that this process runs on. */
  static LinuxProcessor here() {
    if (!Files.isReadable(DESCRIPTION)) {
      return new LinuxProcessor(Set.of());
    }
    try (Stream<String> lines = Files.lines(DESCRIPTION)) {
      return of(lines);
    } catch (IOException e) {
      return new LinuxProcessor(Set.of());
    }
  }

  /** The one that such lines describe. */
  static LinuxProcessor of(Stream<String> lines) {
    return new LinuxProcessor(
        lines
            .filter(line -> line.startsWith("vendor_id") || line.startsWith("Features"))
            .limit(1)
            .flatMap(line -> Arrays.stream(line.substring(line.indexOf(':') + 1).split(" ", -1)))
            .filter(word -> !word.isBlank())
            .collect(Collectors.toSet()));
  }

  /** Whether an ARM processor has instructions for products of bf16 numbers. */
  boolean multipliesBf16() {
    return words.contains("bf16");
  }

  /** Whether Intel has made it. */
  boolean isOfIntel() {
    return words.contains("GenuineIntel");
  }
}
