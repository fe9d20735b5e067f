package org.alexnetspark.model.device.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LinuxProcessorTest {

  private static boolean multipliesBf16(String... lines) {
    return LinuxProcessor.of(Stream.of(lines)).multipliesBf16();
  }

  private static boolean isOfIntel(String... lines) {
    return LinuxProcessor.of(Stream.of(lines)).isOfIntel();
  }

  @Test
  void bf16IsAWordOfItsOwnAmongTheFeaturesOfAnArmProcessor() {
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
  void itsMakerIsNamedOnX86() {
    assertThat(isOfIntel("processor\t: 0", "vendor_id\t: GenuineIntel", "cpu family\t: 6"))
        .isTrue();
    assertThat(isOfIntel("processor\t: 0", "vendor_id\t: AuthenticAMD", "cpu family\t: 26"))
        .isFalse();
  }

  @Test
  void whereNothingIsSaidItIsNothing() {
    assertThat(multipliesBf16()).isFalse();
    assertThat(multipliesBf16("flags\t\t: fpu sse2 avx512_bf16", "bf16: no")).isFalse();
    assertThat(isOfIntel()).isFalse();
    assertThat(isOfIntel("model name\t: GenuineIntel")).isFalse();
  }
}
