package org.alexnetspark.jobs.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.jobs.lease.TowerNetwork;
import org.alexnetspark.model.dense.DenseNetwork;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.PixelMean;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.WholeImage;
import org.alexnetspark.preprocess.image.ImageSize;
import org.alexnetspark.preprocess.image.RgbImage;

/**
 * Class probabilities of images of any proportions at several scales: from views, from the whole
 * image, or both. Images whose sizes at a scale are the same are looked at together, so that the
 * network over whole images is bound to few sizes at a time.
 */
final class WholeImageClassifier {
  private static final int CHANNELS = 3;
  private static final int MIRRORED_TOO = 2;

  private final ClassifyingNetwork network;
  private final float[] weights;
  private final PixelMean mean;
  private final Testing testing;
  private final DeviceChoice devices;
  private final int batchSize;

  /**
   * @param weights in the flat order of the network's kind
   * @param batchSize most views at a time
   */
  WholeImageClassifier(
      Member member, float[] weights, Testing testing, DeviceChoice devices, int batchSize) {
    this.network = member.network();
    this.weights = weights;
    this.mean = new PixelMean(member.mean().values());
    this.testing = testing;
    this.devices = devices;
    this.batchSize = batchSize;
  }

  /** Adds the probabilities of images to sums, a row for each. */
  void addTo(double[][] sums, List<RgbImage> images) {
    double shares = testing.dense() && testing.views() > 0 ? 2 : 1;
    if (testing.views() > 0) {
      addViews(sums, images, 1 / shares);
    }
    if (testing.dense()) {
      addDense(sums, images, 1 / shares);
    }
  }

  /** Several views of several images at a time, in the order of the images. */
  private void addViews(double[][] sums, List<RgbImage> images, double share) {
    int crop = network.crop();
    int length = crop * crop * CHANNELS;
    float[] inputs = new float[batchSize * length];
    float[] outputs = new float[batchSize * network.classes()];
    int[] shownBy = new int[batchSize];
    List<Integer> scales = scales(images);
    double weight = share / (testing.views() * scales.size());
    try (ClassifyingNetwork.Lease lease = network.borrow(batchSize, devices)) {
      lease.setWeights(weights);
      int waiting = 0;
      for (int scale : scales) {
        for (int i = 0; i < images.size(); i++) {
          WholeImage image = prepared(images.get(i), scale);
          for (View view : View.of(testing.views(), image.width(), image.height(), crop)) {
            image.copy(
                view.top(), view.left(), crop, crop, view.mirrored(), inputs, waiting * length);
            shownBy[waiting] = i;
            waiting++;
            if (waiting == batchSize) {
              lease.probabilities(new ReadyImages(inputs), waiting, outputs);
              add(sums, shownBy, waiting, outputs, weight);
              waiting = 0;
            }
          }
        }
      }
      if (waiting > 0) {
        lease.probabilities(new ReadyImages(inputs), waiting, outputs);
        add(sums, shownBy, waiting, outputs, weight);
      }
      lease.done();
    }
  }

  private void addDense(double[][] sums, List<RgbImage> images, double share) {
    TowerNetwork layers = (TowerNetwork) network;
    List<Integer> scales = scales(images);
    double weight = share / (MIRRORED_TOO * scales.size());
    try (DenseNetwork dense =
        new DenseNetwork(layers.specification(), devices.forTowers(1).get(0))) {
      dense.setParameters(weights);
      for (int scale : scales) {
        bySize(images, scale)
            .forEach((size, numbers) -> addOfOneSize(sums, images, numbers, size, dense, weight));
      }
    }
  }

  private void addOfOneSize(
      double[][] sums,
      List<RgbImage> images,
      List<Integer> numbers,
      ImageSize size,
      DenseNetwork dense,
      double weight) {
    int height = size.height();
    int width = size.width();
    int length = height * width * CHANNELS;
    int together = Math.max(1, DenseNetwork.imagesTogether(height, width) / MIRRORED_TOO);
    together = Math.min(together, numbers.size());
    float[] inputs = new float[MIRRORED_TOO * together * length];
    float[] outputs = new float[MIRRORED_TOO * together * network.classes()];
    for (int start = 0; start < numbers.size(); start += together) {
      List<Integer> some = numbers.subList(start, Math.min(start + together, numbers.size()));
      int[] shownBy = new int[MIRRORED_TOO * some.size()];
      for (int i = 0; i < shownBy.length; i++) {
        shownBy[i] = some.get(i / MIRRORED_TOO);
      }
      for (int i = 0; i < some.size(); i++) {
        WholeImage image = prepared(images.get(some.get(i)), size.shorter());
        image.copy(false, inputs, MIRRORED_TOO * i * length);
        image.copy(true, inputs, (MIRRORED_TOO * i + 1) * length);
      }
      dense.probabilities(inputs, shownBy.length, height, width, outputs);
      add(sums, shownBy, shownBy.length, outputs, weight);
    }
  }

  private void add(
      double[][] sums, int[] shownBy, int count, float[] probabilities, double weight) {
    int classes = network.classes();
    for (int i = 0; i < count; i++) {
      for (int label = 0; label < classes; label++) {
        sums[shownBy[i]][label] += weight * probabilities[i * classes + label];
      }
    }
  }

  private WholeImage prepared(RgbImage image, int scale) {
    RgbImage scaled = image.withShorter(scale);
    return new WholeImage(
        scaled.height(),
        scaled.width(),
        mean.subtractedFrom(scaled.pixels(), scaled.height(), scaled.width()));
  }

  /** Without scales of their own images stay as they are: all have the same shorter side. */
  private List<Integer> scales(List<RgbImage> images) {
    return testing.scales().isEmpty() ? List.of(images.get(0).size().shorter()) : testing.scales();
  }

  /** By size at a scale, the positions of the images that have it. */
  private static Map<ImageSize, List<Integer>> bySize(List<RgbImage> images, int scale) {
    Map<ImageSize, List<Integer>> bySize = new LinkedHashMap<>();
    for (int i = 0; i < images.size(); i++) {
      bySize
          .computeIfAbsent(images.get(i).size().withShorter(scale), size -> new ArrayList<>())
          .add(i);
    }
    return bySize;
  }
}
