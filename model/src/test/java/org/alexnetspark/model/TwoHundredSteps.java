package org.alexnetspark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.UpdateRule;

/**
 * Two hundred steps from the same start go the way of ND4J's, of which the losses are on record: so
 * that a device can be compared where ND4J is not. That the record is ND4J's is its own test.
 *
 * <p>Where two devices' sums differ in the last bit they go together until one of them takes
 * another side of a kink (a ReLU, a maximum); from then on only the losses' course can be compared.
 * ND4J and oneDNN in fp32 differ by less than a millionth for 120 steps; the means of what follows
 * differ by 1 % of the first loss, and by 10 % where the learning rate is 1 % larger: another path.
 */
final class TwoHundredSteps {
  private static final int STEPS = 200;
  private static final int STEPS_OF_A_RECORD = 10;

  /** Records of the first fifty steps. */
  private static final int EARLY = 5;

  private static final int BATCH_SIZE = 4;
  private static final int CLASSES = 5;

  private TwoHundredSteps() {}

  /**
   * Takes the steps.
   *
   * @param tolerance how far the loss may be from the record in the first fifty steps, as a part of
   *     the first; other processors round otherwise and part later
   */
  static void assertLikeNd4j(DeviceChoice devices, double tolerance) throws IOException {
    List<Double> recorded = recorded();
    List<Double> losses = losses(devices);

    assertThat(losses).hasSameSizeAs(recorded);
    for (int i = 0; i < EARLY; i++) {
      assertThat(Math.abs(losses.get(i) - recorded.get(i)) / recorded.get(0))
          .as("ten steps from number %d on, of %s", i * STEPS_OF_A_RECORD, losses)
          .isLessThan(tolerance);
    }
    assertThat(Math.abs(meanOfLater(losses) - meanOfLater(recorded)) / recorded.get(0))
        .as("the mean of the steps after these, of %s", losses)
        .isLessThan(0.15);
    assertThat(meanOfLater(losses)).as("learnt: %s", losses).isLessThan(0.75 * losses.get(0));
  }

  private static double meanOfLater(List<Double> losses) {
    return losses.stream().skip(EARLY).mapToDouble(loss -> loss).average().orElseThrow();
  }

  private static List<Double> recorded() throws IOException {
    try (InputStream file =
        TwoHundredSteps.class.getResourceAsStream("two-hundred-steps-of-nd4j.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(Double::valueOf)
          .toList();
    }
  }

  private static List<Double> losses(DeviceChoice devices) {
    NetworkSpecification network = AlexNet.paper(CLASSES).withWidth(0.06).withInputScale(1.0 / 60);
    float[] parameters = Initialization.HE.parameters(network, 4, 60);
    UpdateRule rule = new UpdateRule(0.002f, 0.9f, 5e-4f);
    List<Double> means = new ArrayList<>();
    try (Network trained = new Network(network, BATCH_SIZE, devices.forTowers(2))) {
      trained.setParameters(parameters, new float[parameters.length]);
      double sum = 0;
      for (int step = 0; step < STEPS; step++) {
        sum += trained.trainStep(batch(network, step), rule, step).loss();
        if ((step + 1) % STEPS_OF_A_RECORD == 0) {
          means.add(sum / STEPS_OF_A_RECORD);
          sum = 0;
        }
      }
    }
    return means;
  }

  /** Noise on a ground whose brightness is the class's: something that can be learnt. */
  private static Batch batch(NetworkSpecification network, int step) {
    Random random = new Random(step);
    float[] images = new float[BATCH_SIZE * network.imageLength()];
    int[] labels = random.ints(BATCH_SIZE, 0, CLASSES).toArray();
    for (int i = 0; i < images.length; i++) {
      int label = labels[i / network.imageLength()];
      images[i] = 40 * (label - 2) + 40 * (float) random.nextGaussian();
    }
    return new Batch(images, labels, BATCH_SIZE);
  }
}
