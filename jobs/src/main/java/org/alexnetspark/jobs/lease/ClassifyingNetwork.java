package org.alexnetspark.jobs.lease;

import java.io.Serializable;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.Images;

/**
 * A network that tells classes apart, without its weights: what a task needs to know to make one.
 */
public interface ClassifyingNetwork extends Serializable {

  /** How many classes it tells apart. */
  int classes();

  /** Side of the square views that it looks at, in pixels. */
  int crop();

  /**
   * A network that nobody else uses until the lease is closed.
   *
   * @param batchSize most images at a time
   * @param devices what computes, where the network leaves that open
   */
  Lease borrow(int batchSize, DeviceChoice devices);

  /**
   * The right to use a network. A lease that ends in an error does not give its network to others.
   */
  interface Lease extends AutoCloseable {

    /** Sets what the network has learnt, in the flat order of its kind. */
    void setWeights(float[] weights);

    /**
     * The softmax outputs of some images.
     *
     * @param inputs at least as many as there are images
     * @param images how many count
     * @param outputs gets a row of probabilities for each image
     */
    void probabilities(Images inputs, int images, float[] outputs);

    /**
     * As {@link #setWeights(float[])}, unless the network still holds them from an earlier lease.
     *
     * @param name of these weights and no others in this process
     */
    default void setWeights(String name, float[] weights) {
      setWeights(weights);
    }

    /**
     * As {@link #probabilities}, and by the same pass what a layer makes of the images.
     *
     * @param layer any of the network's
     * @param features gets a row for each image, {@link org.alexnetspark.model.Network#features}'
     * @throws UnsupportedOperationException where the network's layers are not known
     */
    default void probabilitiesAndFeatures(
        Images inputs, int images, float[] outputs, String layer, float[] features) {
      throw new UnsupportedOperationException("this network's layers are not known");
    }

    /** Says that the work with the network ended well. */
    void done();

    @Override
    void close();
  }
}
