package org.alexnetspark.model.device.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.bytedeco.dnnl.global.dnnl;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code --precision auto} takes with the instructions that oneDNN may use. */
class AutomaticPrecisionTest {
  private static final String CHOICE = "choice: ";

  @BeforeAll
  static void needsOneDnn() {
    assumeTrue(OneDnnLibrary.isAvailable(), "oneDNN is not available on this platform");
    assumeTrue(OneDnnLibrary.isFasterInBf16(), "no bf16 on this processor");
  }

  @Test
  void withoutCodeForBf16ItIsFp32() throws Exception {
    assertThat(choice("AVX512_CORE")).isEqualTo(Precision.FP32);
  }

  @Test
  void intelsBf16WithoutAmxIsSlowerThanFp32() throws Exception {
    boolean amx =
        (dnnl.dnnl_get_effective_cpu_isa() & dnnl.dnnl_cpu_isa_avx512_core_amx)
            == dnnl.dnnl_cpu_isa_avx512_core_amx;
    assumeTrue(amx, "AMX is Intel's");

    assertThat(choice("DEFAULT")).isEqualTo(Precision.BF16);
    assertThat(choice("AVX512_CORE_BF16")).isEqualTo(Precision.FP32);
  }

  private static Precision choice(String instructions) throws Exception {
    List<String> printed = LimitedProcess.run(instructions, Choice.class);
    return printed.stream()
        .filter(line -> line.startsWith(CHOICE))
        .map(line -> Precision.valueOf(line.substring(CHOICE.length())))
        .findFirst()
        .orElseThrow();
  }

  /** Prints it. */
  static final class Choice {
    private Choice() {}

    public static void main(String[] arguments) {
      System.out.println(
          CHOICE + (OneDnnLibrary.isFasterInBf16() ? Precision.BF16 : Precision.FP32).name());
    }
  }
}
