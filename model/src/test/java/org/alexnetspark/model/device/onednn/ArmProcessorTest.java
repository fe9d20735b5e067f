package org.alexnetspark.model.device.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArmProcessorTest {

  private static boolean multipliesBf16(String... lines) {
    return ArmProcessor.of(Stream.of(lines)).multipliesBf16();
  }

  @Test
  void bf16IsAWordOfItsOwnAmongTheFeatures() {
    assertThat(
            multipliesBf16(
                "processor\t: 0",
                "BogoMIPS\t: 2100.00",
                "Features\t: fp asimd evtstrm aes sve svebf16 i8mm bf16 dgh rng",
                "CPU part\t: 0xd40"))
        .isTrue();
    assertThat(multipliesBf16("Features\t: fp asimd evtstrm aes crc32 atomics")).isFalse();
    assertThat(multipliesBf16("Features\t: fp asimd sve svebf16")).isFalse();
  }

  @Test
  void whereNothingIsSaidItDoesNot() {
    assertThat(multipliesBf16()).isFalse();
    assertThat(multipliesBf16("flags\t\t: fpu sse2 avx512_bf16", "bf16: no")).isFalse();
  }
}
