package org.alexnetspark.jobs.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.PreparedBy;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImages;
import org.junit.jupiter.api.Test;

class ClassifierTest {
  private static final int SIZE = 6;
  private static final int CROP = 4;
  private static final int CLASSES = 2;

  /** Has the first two numbers of an image for its probabilities. */
  private static final class FirstNumbers implements ClassifyingNetwork.Lease {
    final List<Images> seen = new ArrayList<>();

    @Override
    public void setWeights(float[] weights) {}

    @Override
    public void probabilities(Images inputs, int images, float[] outputs) {
      seen.add(inputs);
      float[] numbers = inputs.numbers();
      for (int image = 0; image < images; image++) {
        System.arraycopy(numbers, image * CROP * CROP * 3, outputs, image * CLASSES, CLASSES);
      }
    }

    @Override
    public void done() {}

    @Override
    public void close() {}
  }

  @Test
  void whoeverPreparesTheImagesTheProbabilitiesAreTheSame() {
    Random random = new Random(1);
    float[] mean = new float[SIZE * SIZE * 3];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = random.nextInt(256);
    }
    Preparation preparation = new Preparation(SIZE, CROP, mean);
    List<byte[]> photographs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      byte[] pixels = new byte[mean.length];
      random.nextBytes(pixels);
      photographs.add(pixels);
    }
    FirstNumbers onHost = new FirstNumbers();
    FirstNumbers onDevice = new FirstNumbers();

    assertThat(classifier(onDevice, preparation, PreparedBy.DEVICE).probabilities(photographs))
        .isDeepEqualTo(classifier(onHost, preparation, PreparedBy.HOST).probabilities(photographs));

    assertThat(onHost.seen).hasSize(10).allMatch(ReadyImages.class::isInstance);
    assertThat(onDevice.seen).hasSize(10).allMatch(ViewedImages.class::isInstance);
  }

  private static Classifier classifier(
      ClassifyingNetwork.Lease network, Preparation preparation, PreparedBy preparedBy) {
    return new Classifier(network, CLASSES, preparation, View.of(10, preparation), preparedBy, 4);
  }
}
