package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * With the real compiler, which needs no GPU; in a process of its own, because the stand-in takes
 * the compiler's place: {@code -Dtest=KernelsTest}.
 */
class KernelsTest {

  @BeforeEach
  void assumeCompiler() {
    assumeThat(StandIn.isLoaded()).as("the stand-in in the compiler's place").isFalse();
    assumeThat(compilerIsThere()).as("NVRTC in LD_LIBRARY_PATH").isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT, 1, sm_80",
    "FLOAT, 4, sm_90",
    "BF16, 1, sm_90",
    "BF16, 2, sm_80",
    "BF16, 4, sm_90",
    "BF16, 8, sm_90"
  })
  void compileForTheGpu(NumberType type, int length, String architecture) {
    byte[] code = Kernels.compile(new Pack(type, length), architecture);

    assertThat(new String(code, StandardCharsets.ISO_8859_1))
        .startsWith("\u007fELF")
        .contains("normalize_gradient", "max_pool", "activation_gradient", "update");
  }

  @ParameterizedTest
  @EnumSource(NumberType.class)
  void anUnknownArchitectureIsNamed(NumberType type) {
    assertThatThrownBy(() -> Kernels.compile(new Pack(type, 1), "sm_7"))
        .hasMessageStartingWith("NVRTC cannot compile for sm_7: ")
        .hasMessageContaining("gpu-architecture");
  }

  private static boolean compilerIsThere() {
    try {
      Loader.load(nvrtc.class);
      return true;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return false;
    }
  }
}
