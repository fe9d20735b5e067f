package org.alexnetspark.jobs.train.options;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.alexnetspark.model.specification.LayerRates;

/**
 * A stretch of epochs in which nothing changes by hand.
 *
 * @param firstEpoch counted from 1
 * @param rate factor on the learning rate to start with
 * @param layers where layers differ
 * @param noise whether there is colour jitter
 */
public record Phase(int firstEpoch, double rate, LayerRates layers, boolean noise)
    implements Serializable {

  /** Of a run without a hand-made schedule, and before the first line of one. */
  public static final Phase WHOLE_RUN = new Phase(1, 1, LayerRates.EVEN, true);

  Phase from(int epoch) {
    return new Phase(epoch, rate, layers, noise);
  }

  Phase withRate(double newRate) {
    return new Phase(firstEpoch, newRate, layers, noise);
  }

  Phase withNoise(boolean newNoise) {
    return new Phase(firstEpoch, rate, layers, newNoise);
  }

  Phase withRate(String layer, double factor) {
    Map<String, Double> factors = new TreeMap<>(layers.factors());
    factors.put(layer, factor);
    return new Phase(firstEpoch, rate, new LayerRates(factors, layers.frozen()), noise);
  }

  Phase withFrozen(String layer, boolean isFrozen) {
    Set<String> frozen = new TreeSet<>(layers.frozen());
    if (isFrozen) {
      frozen.add(layer);
    } else {
      frozen.remove(layer);
    }
    return new Phase(firstEpoch, rate, new LayerRates(layers.factors(), frozen), noise);
  }

  /** All settings, as a schedule's file has them: {@code rate 0.1, conv1 frozen, noise off}. */
  public String settings() {
    List<String> settings = new ArrayList<>();
    settings.add("rate " + rate);
    layers.factors().forEach((layer, factor) -> settings.add(layer + " rate " + factor));
    layers.frozen().forEach(layer -> settings.add(layer + " frozen"));
    settings.add(noise ? "noise on" : "noise off");
    return String.join(", ", settings);
  }
}
