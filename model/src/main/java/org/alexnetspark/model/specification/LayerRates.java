package org.alexnetspark.model.specification;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How much faster or slower layers learn than the others.
 *
 * @param factors on the learning rate of a layer's weights, by its name; others have 1
 * @param frozen layers that do not move; what lies below all that move has no backward pass
 */
public record LayerRates(Map<String, Double> factors, Set<String> frozen) implements Serializable {

  /** All layers alike. */
  public static final LayerRates EVEN = new LayerRates(Map.of(), Set.of());

  public LayerRates {
    factors = new TreeMap<>(factors);
    frozen = new TreeSet<>(frozen);
  }

  /** Whether a layer does not move. */
  public boolean isFrozen(String layer) {
    return frozen.contains(layer);
  }

  float rate(String layer, float rate) {
    Double factor = factors.get(layer);
    return factor == null ? rate : (float) (rate * factor);
  }
}
