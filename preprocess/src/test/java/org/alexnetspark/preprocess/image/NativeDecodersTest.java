package org.alexnetspark.preprocess.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

class NativeDecodersTest {

  /** Twice: classes whose initialisation has failed speak of something else the second time. */
  @Test
  void onAPlatformThatTheJarIsNotForPlatformAndJarAreNamed() throws Exception {
    List<String> lines = preparedOn("linux-riscv64");

    assertThat(lines)
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("IllegalStateException: opencv-")
                    .contains(
                        ".jar has no native libraries for linux-riscv64",
                        "(it has those for " + Loader.getPlatform() + ")",
                        "-Pall-platforms"));
  }

  @Test
  void whereTheyAreThereNothingIsSaid() {
    NativeDecoders.require();
  }

  private static List<String> preparedOn(String platform) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.platform=" + platform,
                "-cp",
                System.getProperty("java.class.path"),
                Preparing.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.lines().toList();
  }

  /** Wants a photograph prepared, two times. */
  static final class Preparing {
    private Preparing() {}

    public static void main(String[] arguments) {
      for (int attempt = 0; attempt < 2; attempt++) {
        try {
          ImagePreparer unused = new ImagePreparer(1, 1);
        } catch (IllegalStateException | LinkageError e) {
          System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
      }
    }
  }
}
