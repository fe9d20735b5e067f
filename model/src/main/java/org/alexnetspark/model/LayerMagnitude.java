package org.alexnetspark.model;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.ParameterLayout.Range;

/**
 * How large a layer's weights are and how far they last moved: a ratio far from 1e-3 is the usual
 * sign of a wrong learning rate or initialisation.
 *
 * @param layer name of the layer
 * @param meanWeight mean |w| over the weights of all towers, biases left out
 * @param meanUpdate mean |dw| of the last update, which is what the momentum vector holds
 */
public record LayerMagnitude(String layer, double meanWeight, double meanUpdate) {

  /** The magnitudes of every layer of a flat weight vector and its momentum. */
  public static List<LayerMagnitude> of(ParameterLayout layout, float[] weights, float[] momentum) {
    List<LayerMagnitude> magnitudes = new ArrayList<>();
    for (int layer = 0; layer < layout.layers().size(); layer++) {
      double weightSum = 0;
      double updateSum = 0;
      long count = 0;
      for (int tower = 0; tower < layout.towers(); tower++) {
        Range range = layout.weights(tower, layer);
        for (int index = range.offset(); index < range.end(); index++) {
          weightSum += Math.abs(weights[index]);
          updateSum += Math.abs(momentum[index]);
        }
        count += range.length();
      }
      magnitudes.add(
          new LayerMagnitude(
              layout.layers().get(layer).name(), weightSum / count, updateSum / count));
    }
    return magnitudes;
  }
}
