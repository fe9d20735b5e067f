package org.alexnetspark.model.specification;

import java.util.List;

/**
 * A fully connected layer.
 *
 * @param units of all towers together, at width 1; the last layer's are the classes
 * @param activation {@link Activation#NONE} in the last layer, which hands its sums to the softmax
 * @param dropout probability that an output is left out of a training step, 0 to below 1
 * @param reads what all towers have made or, in towers that do not meet, its own tower's
 */
public record FullyConnectedLayer(
    String name,
    int units,
    Activation activation,
    double dropout,
    StartingValues start,
    Reads reads)
    implements Layer {

  public FullyConnectedLayer {
    Require.that(units >= 1, name + "'s units", units, "at least 1");
    Require.that(dropout >= 0 && dropout < 1, "dropout", dropout, "0 to below 1");
    if (reads == Reads.IMAGE) {
      throw new IllegalArgumentException(name + " is fully connected and cannot read the image");
    }
  }

  /** A layer that reads what all towers have made. */
  public FullyConnectedLayer(
      String name, int units, Activation activation, double dropout, StartingValues start) {
    this(name, units, activation, dropout, start, Reads.ALL);
  }

  /** A hidden layer, with ReLU and the dropout of both papers. */
  public static FullyConnectedLayer hidden(String name, int units, StartingValues start) {
    return new FullyConnectedLayer(name, units, Activation.RELU, 0.5, start);
  }

  /** The last layer: a unit for each class. */
  public static FullyConnectedLayer last(String name, int classes, StartingValues start) {
    return new FullyConnectedLayer(name, classes, Activation.NONE, 0, start);
  }

  @Override
  public int outputs() {
    return units;
  }

  @Override
  public LrnConvention normalization() {
    return LrnConvention.NONE;
  }

  @Override
  public List<Pooling> poolings() {
    return List.of();
  }

  @Override
  public MapNormalization normalizationInMaps() {
    return MapNormalization.NONE;
  }

  @Override
  public boolean activatedLast() {
    return false;
  }

  /** This layer with another input. */
  public FullyConnectedLayer reading(Reads newReads) {
    return new FullyConnectedLayer(name, units, activation, dropout, start, newReads);
  }

  /** This layer with another number of units. */
  public FullyConnectedLayer withUnits(int newUnits) {
    return new FullyConnectedLayer(name, newUnits, activation, dropout, start, reads);
  }

  /** This layer with another dropout. */
  public FullyConnectedLayer withDropout(double newDropout) {
    return new FullyConnectedLayer(name, units, activation, newDropout, start, reads);
  }

  @Override
  public FullyConnectedLayer withActivation(Activation newActivation) {
    return new FullyConnectedLayer(name, units, newActivation, dropout, start, reads);
  }
}
