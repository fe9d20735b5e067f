package org.alexnetspark.ml;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.PreparedBy;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;

/**
 * Scores minibatches of images on a network that the executor keeps and lends to it as long as it
 * is open.
 */
final class Scorer implements AutoCloseable {
  private final Scoring scoring;
  private final int classes;
  private final int featureLength;
  private final Preparation preparation;
  private final List<View> views;
  private final View centre;
  private final PreparedBy preparedBy;
  private final ClassifyingNetwork.Lease lease;
  private final float[] inputs;
  private final float[] outputs;
  private final float[] features;

  /**
   * Borrows a network and sees to it that it has the weights.
   *
   * @param featureLength numbers of the layer's features, 0 where there is none
   */
  Scorer(SharedNetwork shared, Scoring scoring, int featureLength) {
    this.scoring = scoring;
    this.classes = shared.network().classes();
    this.featureLength = featureLength;
    this.preparation =
        new Preparation(shared.imageSize(), shared.network().crop(), shared.mean().values());
    this.centre = View.centre(shared.imageSize(), shared.network().crop());
    this.views = scoring.probabilities() ? View.of(scoring.views(), preparation) : List.of(centre);
    DeviceChoice devices = scoring.devices().resolved();
    this.preparedBy = devices.imagesPreparedBy();
    int batch = scoring.batchSize();
    this.inputs = new float[preparedBy == PreparedBy.HOST ? batch * preparation.length() : 0];
    this.outputs = new float[batch * classes];
    this.features = new float[batch * featureLength];
    this.lease = shared.network().borrow(batch, devices);
    try {
      lease.setWeights(shared.name(), shared.weights().values());
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /**
   * Scores some images.
   *
   * @param images RGB pixels of the size that the network looks at, at most the batch size
   * @return theirs, in their order
   */
  List<Scores> scores(List<byte[]> images) {
    double[][] sums = new double[images.size()][scoring.probabilities() ? classes : 0];
    for (View view : views) {
      see(images, view, scoring.features() && view.equals(centre));
      if (scoring.probabilities()) {
        addOutputs(sums);
      }
    }
    if (scoring.features() && !views.contains(centre)) {
      see(images, centre, true);
    }
    List<Scores> scores = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      scores.add(new Scores(sums[i], featuresOf(i)));
    }
    return scores;
  }

  private void see(List<byte[]> images, View view, boolean withFeatures) {
    Images input = input(images.stream().map(pixels -> new ViewedImage(pixels, view)).toList());
    if (withFeatures) {
      lease.probabilitiesAndFeatures(input, images.size(), outputs, scoring.layer(), features);
    } else {
      lease.probabilities(input, images.size(), outputs);
    }
  }

  private Images input(List<ViewedImage> images) {
    if (preparedBy == PreparedBy.DEVICE) {
      return new ViewedImages(preparation, images);
    }
    preparation.prepare(images, inputs, 0);
    return new ReadyImages(inputs);
  }

  private void addOutputs(double[][] sums) {
    for (int i = 0; i < sums.length; i++) {
      for (int label = 0; label < classes; label++) {
        sums[i][label] += outputs[i * classes + label] / (double) views.size();
      }
    }
  }

  private double[] featuresOf(int image) {
    double[] own = new double[featureLength];
    for (int k = 0; k < featureLength; k++) {
      own[k] = features[image * featureLength + k];
    }
    return own;
  }

  /** Says that the work ended well, so that others may be lent the network. */
  void done() {
    lease.done();
  }

  @Override
  public void close() {
    lease.close();
  }
}
