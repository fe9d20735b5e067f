package org.alexnetspark.model.device.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alexnetspark.model.device.ParameterVector;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.Stretch;
import org.alexnetspark.model.specification.ParameterLayout.Range;

/**
 * Master weights, momentum and gradient as three flat vectors of fp32 in canonical order and, where
 * products read bf16, the weights once more in bf16, which the update writes along.
 */
final class CudaParameterVector implements ParameterVector {

  private static final int RATE_ARGUMENT = 4;
  private static final int MOMENTUM_ARGUMENT = 5;
  private static final int DECAY_ARGUMENT = 6;

  private final CudaContext context;
  private final NumberType type;
  private final int length;
  private final Address values;
  private final Address momentum;
  private final Address gradients;
  private final Address products;
  private final Runnable round;
  private final Map<Range, Launch> updates = new HashMap<>();
  private final List<Runnable> followers = new ArrayList<>();

  CudaParameterVector(CudaContext context, int length, NumberType type) {
    this.context = context;
    this.type = type;
    this.length = length;
    values = allocate(NumberType.FLOAT);
    momentum = allocate(NumberType.FLOAT);
    gradients = allocate(NumberType.FLOAT);
    boolean rounded = type != NumberType.FLOAT;
    products = rounded ? allocate(type) : values;
    Kernels kernels = context.kernels(type);
    round = rounded ? kernels.bind("from_floats", length, values, products, length) : () -> {};
  }

  @Override
  public Parameters layer(Range weights, Range biases) {
    return new CudaParameters(this, weights, biases);
  }

  @Override
  public void write(float[] newValues, int offset) {
    context.transfer().write(newValues, offset, length, values);
    round.run();
    followers.forEach(Runnable::run);
  }

  @Override
  public void write(float[] newValues, float[] newMomentum, int offset) {
    context.transfer().write(newMomentum, offset, length, momentum);
    write(newValues, offset);
  }

  @Override
  public void read(float[] targetValues, float[] targetMomentum, int offset) {
    context.transfer().read(values, targetValues, offset, length);
    context.transfer().read(momentum, targetMomentum, offset, length);
  }

  @Override
  public void readGradient(float[] gradient, int offset) {
    context.transfer().read(gradients, gradient, offset, length);
  }

  @Override
  public void update(float keep, List<Stretch> stretches) {
    for (Stretch stretch : stretches) {
      updates
          .computeIfAbsent(stretch.range(), this::updateOf)
          .with(RATE_ARGUMENT, stretch.learningRate())
          .with(MOMENTUM_ARGUMENT, keep)
          .with(DECAY_ARGUMENT, stretch.weightDecay())
          .run();
    }
    followers.forEach(Runnable::run);
  }

  private Launch updateOf(Range range) {
    boolean rounded = type != NumberType.FLOAT;
    int offset = range.offset();
    long bytes = (long) offset * Float.BYTES;
    return context
        .kernels(type)
        .bind(
            "update",
            range.length(),
            values.plus(bytes),
            momentum.plus(bytes),
            gradients.plus(bytes),
            rounded ? products(offset) : Address.NONE,
            0f,
            0f,
            0f,
            range.length());
  }

  /** How products read weights. */
  NumberType type() {
    return type;
  }

  /** The masters from an offset on. */
  Address values(int offset) {
    return values.plus((long) offset * Float.BYTES);
  }

  /** The weights from an offset on as products read them. */
  Address products(int offset) {
    return products.plus((long) offset * type.bytes());
  }

  Address gradients(int offset) {
    return gradients.plus((long) offset * Float.BYTES);
  }

  /** Runs a copy of weights now and whenever they have changed. */
  void follow(Runnable copy) {
    copy.run();
    followers.add(copy);
  }

  private Address allocate(NumberType numbers) {
    return context.allocate((long) length * numbers.bytes());
  }
}
