package org.alexnetspark.jobs.features;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import java.util.Arrays;
import java.util.List;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.lease.ExecutorNetworks;
import org.alexnetspark.jobs.lease.Loan;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.NetworkSpecification;

/**
 * The activations of a layer for the central view of stored images, on a network that is lent to it
 * as long as it is open.
 */
public final class FeatureExtractor implements AutoCloseable {
  private final Loan<Network> lease;
  private final Preparation preparation;
  private final View view;
  private final String layer;
  private final float[] inputs;
  private final float[] outputs;

  /**
   * Borrows a network and sets its weights.
   *
   * @param mean of the images that the network was trained on
   * @param imageSize side of the stored images
   * @param layer any of the network's
   * @param batchSize most images at a time
   */
  public FeatureExtractor(
      NetworkSpecification network,
      float[] weights,
      float[] mean,
      int imageSize,
      String layer,
      int batchSize) {
    this.layer = layer;
    this.preparation = new Preparation(imageSize, network.crop(), mean);
    this.view = View.centre(imageSize, network.crop());
    this.lease = ExecutorNetworks.borrow(network, batchSize, DeviceChoice.exact());
    lease.network().setParameters(weights);
    this.inputs = new float[batchSize * preparation.length()];
    this.outputs = new float[batchSize * length()];
  }

  /**
   * Refuses a layer that there is not.
   *
   * @throws UnusableArgumentException with those that there are
   */
  public static void check(String option, String layer, NetworkSpecification network) {
    List<String> layers = network.layers().stream().map(LayerSpecification::name).toList();
    unless(layers.contains(layer), option, layer, "one of " + String.join(", ", layers));
  }

  /** Numbers for each image: 9216 of conv5, 4096 of fc6 and fc7 in the paper's network. */
  public int length() {
    return lease.network().featureLength(layer);
  }

  /**
   * The activations of some images, one after the other, in {@link
   * org.alexnetspark.model.Network#features}' order.
   *
   * @param images RGB pixels of the stored size, at most the batch size
   * @return images x {@link #length} numbers
   */
  public float[] features(List<byte[]> images) {
    for (int i = 0; i < images.size(); i++) {
      preparation.prepare(new ViewedImage(images.get(i), view), inputs, i * preparation.length());
    }
    lease.network().features(layer, new ReadyImages(inputs), images.size(), outputs);
    return Arrays.copyOf(outputs, images.size() * length());
  }

  /** Says that the work ended well, so that others may be lent the network. */
  public void done() {
    lease.done();
  }

  @Override
  public void close() {
    lease.close();
  }
}
