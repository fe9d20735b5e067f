package org.alexnetspark.model.device.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program in a process of its own, in which oneDNN keeps to a set of instructions; one that the
 * processor lacks is that of the processor.
 */
final class LimitedProcess {
  private LimitedProcess() {}

  /**
   * Runs a class to its end.
   *
   * @param instructions a word of {@code ONEDNN_MAX_CPU_ISA}
   * @return what it printed, with oneDNN's profile among it
   */
  static List<String> run(String instructions, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    line.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("ONEDNN_VERBOSE", "profile_exec");
    builder.environment().put("ONEDNN_MAX_CPU_ISA", instructions);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
