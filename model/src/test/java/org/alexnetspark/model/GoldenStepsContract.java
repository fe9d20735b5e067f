package org.alexnetspark.model;

import static org.alexnetspark.model.reference.Numbers.floats;
import static org.alexnetspark.model.reference.Numbers.normal;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.UpdateRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What ten steps make of AlexNet on a device, for each option. It is the same on processors of one
 * kind; on kinds where nothing was recorded it is not compared.
 */
abstract class GoldenStepsContract {

  private static final int BATCH = 3;

  abstract String deviceName();

  /** One of a single thread, whose sums have one order. */
  abstract Device device();

  static Stream<String> networks() {
    return GoldenSums.NETWORKS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void tenStepsEndAsTheyEnded(String name) {
    String what = name + " on " + deviceName();
    String where = Processor.kind();
    assumeTrue(GoldenSums.isKnown(what, where), () -> "nothing was recorded on " + where);
    NetworkSpecification specification = GoldenSums.NETWORKS.get(name);
    float[] weights = Initialization.HE.parameters(specification, 7, 60);
    float[] momentum = new float[weights.length];
    try (Network network =
        new Network(
            specification,
            BATCH,
            Stream.generate(this::device).limit(specification.towers()).toList())) {
      network.setParameters(weights, momentum);
      for (int step = 0; step < 10; step++) {
        float[] images = floats(normal(step, BATCH * specification.imageLength(), 60));
        network.trainStep(
            new Batch(images, new int[] {step % 5, 1, 3}, BATCH),
            new UpdateRule(0.01f, 0.9f, 0.0005f),
            step);
      }
      network.copyParametersTo(weights, momentum);
    }
    CRC32 sum = new CRC32();
    GoldenSums.add(sum, weights);
    GoldenSums.add(sum, momentum);

    GoldenSums.compare(what, where, sum);
  }
}
