package org.alexnetspark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.UpdateRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The paper's network as it is, which is large enough to keep a GPU busy. */
class CudaFullNetworkTest {

  private static final int BATCH = 64;
  private static final int STORED = 256;
  private static final NetworkSpecification PAPER = AlexNet.paper(1000);

  /** A tower that did not wait for the other, or for its images, would read other numbers. */
  @ParameterizedTest
  @EnumSource(names = {"FP32", "TF32", "BF16"})
  void towersThatRunSideBySideGiveTheSameBitsRunAfterRun(Precision precision) {
    DeviceChoice devices = CudaNetworkTest.onGpu(precision);

    float[] first = trained(devices);

    assertThat(trained(devices)).isEqualTo(first);
  }

  private static float[] trained(DeviceChoice devices) {
    float[] parameters =
        Initialization.PAPER.parameters(PAPER, 0, (float) Initialization.IMAGENET_PIXEL_DEVIATION);
    float[] momentum = new float[parameters.length];
    try (Network network = new Network(PAPER, BATCH, devices.forTowers(2))) {
      network.setParameters(parameters, momentum);
      for (int step = 0; step < 10; step++) {
        network.trainStep(batch(step), new UpdateRule(0.01f, 0.9f, 5e-4f), step);
      }
      network.copyParametersTo(parameters, momentum);
    }
    return parameters;
  }

  private static Batch batch(int seed) {
    Random random = new Random(seed);
    Preparation preparation = new Preparation(STORED, PAPER.crop(), new float[3 * STORED * STORED]);
    List<ViewedImage> images = new ArrayList<>();
    for (int image = 0; image < BATCH; image++) {
      byte[] pixels = new byte[3 * STORED * STORED];
      random.nextBytes(pixels);
      images.add(new ViewedImage(pixels, View.centre(STORED, PAPER.crop())));
    }
    int[] labels = random.ints(BATCH, 0, PAPER.classes()).toArray();
    return new Batch(new ViewedImages(preparation, images), labels, BATCH);
  }
}
