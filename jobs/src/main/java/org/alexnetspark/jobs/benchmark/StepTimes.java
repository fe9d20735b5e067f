package org.alexnetspark.jobs.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.tower.StageListener;

/** Where the time of steps goes: the sum over all towers, by layer and phase. */
final class StepTimes implements StageListener {
  private static final double NANOSECONDS_A_MILLISECOND = 1e6;

  private final NetworkSpecification network;
  private final Map<String, Map<Phase, Long>> nanoseconds = new LinkedHashMap<>();

  StepTimes(NetworkSpecification network) {
    this.network = network;
  }

  @Override
  public synchronized void ended(int tower, String layer, Phase phase, long duration) {
    nanoseconds
        .computeIfAbsent(layer, any -> new EnumMap<>(Phase.class))
        .merge(phase, duration, Long::sum);
  }

  /** Floating-point operations of whole steps of so many seconds, in 1e9 a second. */
  double gigaflops(int batchSize, double secondsOfStep) {
    return network.layers().stream()
            .mapToDouble(layer -> forwardOperations(layer) + backwardOperations(layer))
            .sum()
        * batchSize
        / secondsOfStep
        / 1e9;
  }

  /** A row for each layer, for what is no layer's, and for all of them. */
  List<Figures.Row> rows(DeviceChoice device, int batchSize, int steps, double seconds) {
    List<Figures.Row> rows = new ArrayList<>();
    double rest = 1e3 * seconds / steps;
    for (LayerSpecification layer : network.layers()) {
      double forward = milliseconds(layer.name(), Phase.FORWARD, steps);
      double backward = milliseconds(layer.name(), Phase.BACKWARD, steps);
      double exchange =
          milliseconds(layer.name(), Phase.ACTIVATION_EXCHANGE, steps)
              + milliseconds(layer.name(), Phase.GRADIENT_EXCHANGE, steps);
      rest -= forward + backward + exchange;
      rows.add(
          row(device, batchSize, layer.name())
              .with("forward ms", forward)
              .with("forward GFLOP/s", forwardOperations(layer) * batchSize / forward / 1e6)
              .with("backward ms", backward)
              .with("backward GFLOP/s", backwardOperations(layer) * batchSize / backward / 1e6)
              .with("exchange ms", exchange));
    }
    double update = milliseconds("", Phase.UPDATE, steps);
    rows.add(other(device, batchSize, "update", update));
    rows.add(other(device, batchSize, "the rest", rest - update));
    rows.add(other(device, batchSize, "all", 1e3 * seconds / steps));
    return rows;
  }

  private static Figures.Row row(DeviceChoice device, int batchSize, String part) {
    return new Figures.Row()
        .with("device", device.kind().toString())
        .with("precision", device.precision().toString())
        .with("batch", batchSize)
        .with("part", part);
  }

  /** What is neither forward nor backward stands in the first column of milliseconds. */
  private static Figures.Row other(
      DeviceChoice device, int batchSize, String part, double milliseconds) {
    return row(device, batchSize, part)
        .with("forward ms", milliseconds)
        .with("forward GFLOP/s", "")
        .with("backward ms", "")
        .with("backward GFLOP/s", "")
        .with("exchange ms", "");
  }

  private double milliseconds(String layer, Phase phase, int steps) {
    long sum = nanoseconds.getOrDefault(layer, Map.of()).getOrDefault(phase, 0L);
    return sum / NANOSECONDS_A_MILLISECOND / steps / network.towers();
  }

  private static double forwardOperations(LayerSpecification layer) {
    return 2.0 * layer.multiplyAdds();
  }

  /** The gradients of weights and input cost a forward pass each; nobody wants the images'. */
  private double backwardOperations(LayerSpecification layer) {
    boolean first = layer.equals(network.layers().get(0));
    return (first ? 1 : 2) * forwardOperations(layer);
  }
}
