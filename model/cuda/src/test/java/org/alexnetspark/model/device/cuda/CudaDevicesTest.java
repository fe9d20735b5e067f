package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.junit.jupiter.api.Test;

class CudaDevicesTest {

  @Test
  void towersGetTheGpusThatTheirTaskWasGiven() {
    assertThat(CudaDevices.numbers(2, List.of("3", "1"), 4)).containsExactly(3, 1);
    assertThat(CudaDevices.numbers(2, List.of("0", "0"), 1)).containsExactly(0, 0);
  }

  @Test
  void towersTakeTurnsWhereNobodyGaveThemAny() {
    assertThat(CudaDevices.numbers(2, List.of(), 1)).containsExactly(0, 0);
    assertThat(CudaDevices.numbers(2, List.of(), 8)).containsExactly(0, 1);
  }

  @Test
  void addressesThatCannotBeAreNamed() {
    assertThatThrownBy(() -> CudaDevices.numbers(2, List.of("0", "2"), 2))
        .hasMessageContaining("GPU 2 was given to the task, but its process sees only 2");
    assertThatThrownBy(() -> CudaDevices.numbers(1, List.of("GPU-5f"), 2))
        .hasMessageContaining("'GPU-5f'");
    assertThatThrownBy(() -> CudaDevices.numbers(2, List.of("0"), 2))
        .hasMessage("1 GPU addresses for 2 towers");
  }

  @Test
  void capabilitiesAreComparedAsVersionsAre() {
    Capability ampere = Arithmetic.of(Precision.BF16).leastCapability();

    assertThat(new Capability(9, 0).reaches(ampere)).isTrue();
    assertThat(new Capability(8, 0).reaches(ampere)).isTrue();
    assertThat(new Capability(7, 5).reaches(ampere)).isFalse();
    assertThat(new Capability(7, 5).reaches(Arithmetic.of(Precision.FP32).leastCapability()))
        .isTrue();
    assertThat(new Capability(12, 1).architecture()).isEqualTo("sm_121");
  }
}
