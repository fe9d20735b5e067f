package org.alexnetspark.model.dense;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LayerSpecification.Kind;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.Pooling;

/**
 * The sizes of all maps of a network over images of one size.
 *
 * @param image the images' size
 * @param convolutions what each convolution makes and hands on, the first one first
 * @param window side of the windows that the first fully connected layer looks at
 * @param places where such a window fits
 */
record DensePlan(MapSize image, List<Maps> convolutions, int window, MapSize places) {

  /**
   * A convolution's maps.
   *
   * @param sums before pooling
   * @param pooled after each of its poolings
   */
  record Maps(LayerSpecification layer, MapSize sums, List<MapSize> pooled) {

    /** What the layer hands on. */
    MapSize output() {
      return pooled.isEmpty() ? sums : pooled.get(pooled.size() - 1);
    }
  }

  /**
   * The plan for images of a size.
   *
   * @throws IllegalArgumentException if a layer has nothing to work on, with its name
   */
  static DensePlan of(NetworkSpecification network, MapSize image) {
    List<Maps> convolutions = new ArrayList<>();
    MapSize size = image;
    for (LayerSpecification layer : network.layers()) {
      if (layer.kind() == Kind.FULLY_CONNECTED) {
        int window = layer.inputSize();
        return new DensePlan(image, convolutions, window, size.windows(layer.name(), window));
      }
      MapSize sums = layer.readsImage() ? size.convolvedAsImage(layer) : size.convolved(layer);
      List<MapSize> pooled = new ArrayList<>();
      size = sums;
      for (Pooling pooling : layer.poolings()) {
        size = size.pooled(layer.name(), pooling);
        pooled.add(size);
      }
      convolutions.add(new Maps(layer, sums, List.copyOf(pooled)));
    }
    throw new IllegalStateException("a network without a fully connected layer");
  }
}
