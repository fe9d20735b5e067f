package org.alexnetspark.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.alexnetspark.model.device.onednn.OneDnnLibrary;
import org.bytedeco.dnnl.global.dnnl;

/** The processor that the tests run on. */
final class Processor {

  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

  private Processor() {}

  /**
   * What the order of sums depends on: the model, whose caches decide how libraries cut their work,
   * and the instructions that oneDNN takes (less than there are where {@code ONEDNN_MAX_CPU_ISA}
   * says so).
   */
  static String kind() {
    String instructions =
        OneDnnLibrary.isAvailable()
            ? Integer.toHexString(dnnl.dnnl_get_effective_cpu_isa())
            : "none";
    return model() + ", instructions " + instructions;
  }

  private static String model() {
    if (!Files.isReadable(DESCRIPTION)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(DESCRIPTION)) {
      return lines
          .filter(line -> line.matches("(model name|cpu family|model)\\s*:.*"))
          .map(line -> line.replaceAll("^[^:]*:\\s*", ""))
          .distinct()
          .limit(3)
          .reduce((all, next) -> all + "/" + next)
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
