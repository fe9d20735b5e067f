package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.alexnetspark.model.Batch;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.device.DeviceChoice.Kind;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.UpdateRule;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.SizeTPointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stand-in has two GPUs of 4 GB that cannot read each other's memory. */
class TwoGpusTest {

  private static final NetworkSpecification TINY =
      AlexNet.paper(5).withWidth(0.06).withInputScale(1.0 / 60);

  @BeforeEach
  void loadStandIn() {
    StandIn.assumeLoaded();
  }

  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16"})
  void oneGpuServesBothTowersWithTheSameBits(Precision precision) {
    assertThat(trained(precision, List.of("0", "1")))
        .isEqualTo(trained(precision, List.of("0", "0")))
        .isEqualTo(trained(precision, List.of("1", "0")));
  }

  @Test
  void whenGpusWorkChangesNoBit() {
    float[] atOnce = trained(Precision.BF16, List.of("0", "1"));

    StandIn.makeStreamsLate(true);
    try {
      assertThat(trained(Precision.BF16, List.of("0", "1"))).isEqualTo(atOnce);
    } finally {
      StandIn.makeStreamsLate(false);
    }
  }

  @Test
  void aNetworkGivesAllItsMemoryBack() {
    long before = freeBytes();

    float[] ignored = trained(Precision.BF16, List.of("0", "0"));

    assertThat(ignored).isNotEmpty();
    assertThat(freeBytes()).isEqualTo(before);
  }

  @Test
  void tooLittleMemoryIsSaidWithWhatIsNeededAndWhatIsFree() {
    try (CudaDevice device = new CudaDevice(0, Precision.FP32, Arithmetic.of(Precision.FP32))) {
      device.attach();

      assertThatThrownBy(() -> device.tensor(new Shape(2000, 55, 256)))
          .hasMessageStartingWith(
              "GPU 0 has too little memory: 6195 MB more are needed, 4295 of its 4295 MB are free");
      assertThat(device.tensor(new Shape(1, 1, 1)).bytes()).isEqualTo(4);
    }
  }

  private static float[] trained(Precision precision, List<String> gpus) {
    float[] parameters = Initialization.HE.parameters(TINY, 1, 60);
    DeviceChoice devices = new DeviceChoice(Kind.CUDA, precision);
    try (Network network = new Network(TINY, 2, devices.forTowers(2, gpus))) {
      network.setParameters(parameters, new float[parameters.length]);
      for (int step = 0; step < 3; step++) {
        network.trainStep(batch(step), new UpdateRule(0.01f, 0.9f, 0.0005f), step);
      }
      network.copyParametersTo(parameters, new float[parameters.length]);
    }
    return parameters;
  }

  private static Batch batch(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] images = new float[2 * TINY.imageLength()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble(-100, 100);
    }
    return new Batch(images, random.ints(2, 0, 5).toArray(), 2);
  }

  private static long freeBytes() {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      cudart.cudaMemGetInfo(free, total);
      return free.get();
    }
  }
}
