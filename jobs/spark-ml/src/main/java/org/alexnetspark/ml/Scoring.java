package org.alexnetspark.ml;

import java.io.Serializable;
import org.alexnetspark.model.device.DeviceChoice;

/**
 * What is to be computed for each image, and with what.
 *
 * @param probabilities whether they are wanted
 * @param layer whose features are wanted; empty for none
 * @param views that are averaged for the probabilities
 * @param batchSize most images at a time
 */
record Scoring(boolean probabilities, String layer, int views, int batchSize, DeviceChoice devices)
    implements Serializable {

  boolean features() {
    return !layer.isEmpty();
  }

  Scoring withBatchSize(int images) {
    return new Scoring(probabilities, layer, views, images, devices);
  }
}
