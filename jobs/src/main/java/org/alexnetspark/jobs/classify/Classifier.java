package org.alexnetspark.jobs.classify;

import java.util.List;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.PreparedBy;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;

/**
 * Class probabilities of stored images: the mean of the network's softmax outputs over some views
 * of each (section 4.1).
 */
public final class Classifier {
  private final ClassifyingNetwork.Lease network;
  private final int classes;
  private final Preparation preparation;
  private final List<View> views;
  private final PreparedBy preparedBy;
  private final float[] inputs;
  private final float[] outputs;

  /**
   * @param classes that the network tells apart
   * @param preparedBy who makes the network's input; has no influence on the numbers
   * @param batchSize most images at a time, at most the network's
   */
  public Classifier(
      ClassifyingNetwork.Lease network,
      int classes,
      Preparation preparation,
      List<View> views,
      PreparedBy preparedBy,
      int batchSize) {
    this.network = network;
    this.classes = classes;
    this.preparation = preparation;
    this.views = List.copyOf(views);
    this.preparedBy = preparedBy;
    this.inputs = new float[preparedBy == PreparedBy.HOST ? batchSize * preparation.length() : 0];
    this.outputs = new float[batchSize * classes];
  }

  /** Sets what the network has learnt. */
  public void setWeights(float[] weights) {
    network.setWeights(weights);
  }

  /**
   * The probabilities of some images.
   *
   * @param images RGB pixels of the stored size, at most the batch size
   * @return a row for each image, of as many probabilities as there are classes
   */
  public float[][] probabilities(List<byte[]> images) {
    double[][] sums = new double[images.size()][classes];
    addTo(sums, images);
    return mean(sums, views.size());
  }

  /**
   * Adds the softmax outputs of every view to sums, a row for each image, so that several networks
   * can be averaged.
   *
   * @param images as for {@link #probabilities}
   */
  public void addTo(double[][] sums, List<byte[]> images) {
    for (View view : views) {
      List<ViewedImage> viewed =
          images.stream().map(pixels -> new ViewedImage(pixels, view)).toList();
      network.probabilities(inputs(viewed), images.size(), outputs);
      for (int i = 0; i < images.size(); i++) {
        for (int label = 0; label < classes; label++) {
          sums[i][label] += outputs[i * classes + label];
        }
      }
    }
  }

  private Images inputs(List<ViewedImage> images) {
    if (preparedBy == PreparedBy.DEVICE) {
      return new ViewedImages(preparation, images);
    }
    preparation.prepare(images, inputs, 0);
    return new ReadyImages(inputs);
  }

  /** Rows of sums divided by how many numbers were added up in each. */
  public static float[][] mean(double[][] sums, int added) {
    float[][] means = new float[sums.length][];
    for (int i = 0; i < sums.length; i++) {
      means[i] = new float[sums[i].length];
      for (int label = 0; label < means[i].length; label++) {
        means[i][label] = (float) (sums[i][label] / added);
      }
    }
    return means;
  }
}
