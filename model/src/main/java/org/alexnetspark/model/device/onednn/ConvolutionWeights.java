package org.alexnetspark.model.device.onednn;

import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * The weights and biases of a convolution between maps that may be stored with more channels than
 * they have. The channels that fill up a block have weights and biases of zero: they come out as
 * zero, and their gradients are left out of what goes back to the master's gradient.
 */
final class ConvolutionWeights {

  /** [kernel, row, column, channel], as the flat vector has it, of dimensions in oneDNN's order. */
  private static final format_tag CANONICAL = format_tag.acdb;

  /** The masters', whose copies outlive single operations. */
  private final OneDnnEngine engine;

  private final OneDnnParameters masters;
  private final long[] dimensions;
  private final long[] stored;

  /**
   * Weights of kernels of {@code side} x {@code side}.
   *
   * @param kernels how many there are, and how many are stored
   * @param channels how many each reads, and how many are stored
   */
  ConvolutionWeights(OneDnnParameters masters, int side, Count kernels, Count channels) {
    engine = masters.engine();
    this.masters = masters;
    dimensions = new long[] {kernels.real(), channels.real(), side, side};
    stored = new long[] {kernels.stored(), channels.stored(), side, side};
  }

  /** Channels that there are, and that are stored. */
  record Count(int real, int stored) {

    static Count of(OneDnnTensor maps) {
      return new Count(maps.shape().channels(), maps.storedShape().channels());
    }
  }

  /** Weights that a primitive may lay out as it likes. */
  memory.desc describe(data_type type) {
    return engine.own(new memory.desc(stored, type, format_tag.any));
  }

  memory.desc describeBiases() {
    return engine.own(new memory.desc(new long[] {stored[0]}, data_type.f32, format_tag.a));
  }

  /** A copy of the master weights as a primitive wants them, which follows the masters. */
  memory copyAs(memory.desc wanted) {
    return masters.copyOfWeights(wanted, this::fill);
  }

  private void fill(memory copy) {
    memory master = masters.weights(canonical());
    if (!isFilledUp()) {
      masters.follow(engine.copy(master, copy));
      return;
    }
    memory filledUp = engine.allocate(filledUp());
    masters.follow(engine.copy(master, engine.view(realPart(), filledUp, 0)));
    masters.follow(engine.copy(filledUp, copy));
  }

  memory biases() {
    return masters.copyOfBiases(
        describeBiases(),
        copy ->
            masters.follow(
                engine.copy(masters.biases(), engine.view(masters.biasDescription(), copy, 0))));
  }

  /** Takes a gradient as a primitive left it to the place where the update finds it. */
  Runnable takeGradient(memory gradient) {
    memory target = masters.weightGradient(canonical());
    if (!isFilledUp()) {
      return engine.copy(gradient, target);
    }
    memory filledUp = engine.allocate(filledUp());
    Runnable toCanonical = engine.copy(gradient, filledUp);
    Runnable cut = engine.copy(engine.view(realPart(), filledUp, 0), target);
    return () -> {
      toCanonical.run();
      cut.run();
    };
  }

  Runnable takeBiasGradient(memory gradient) {
    return engine.copy(engine.view(masters.biasDescription(), gradient, 0), masters.biasGradient());
  }

  private boolean isFilledUp() {
    return stored[0] != dimensions[0] || stored[1] != dimensions[1];
  }

  private memory.desc canonical() {
    return new memory.desc(dimensions, data_type.f32, CANONICAL);
  }

  private memory.desc filledUp() {
    return new memory.desc(stored, data_type.f32, CANONICAL);
  }

  /** The numbers that are there, among those that fill up. */
  private memory.desc realPart() {
    long side = stored[2];
    long channels = stored[1];
    long[] strides = {side * side * channels, 1, side * channels, channels};
    return new memory.desc(dimensions, data_type.f32, strides);
  }
}
