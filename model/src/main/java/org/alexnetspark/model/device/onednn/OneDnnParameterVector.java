package org.alexnetspark.model.device.onednn;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.ParameterLayout.Range;
import org.alexnetspark.model.UpdateRule;
import org.alexnetspark.model.device.ParameterVector;
import org.alexnetspark.model.device.Parameters;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Master weights, momentum and gradient as three flat vectors of fp32 in canonical order. Layers
 * that want their weights otherwise laid out, or in bf16, have copies that follow the masters.
 */
final class OneDnnParameterVector implements ParameterVector {

  private final OneDnnEngine engine;
  private final int length;
  private final memory values;
  private final memory momentum;
  private final memory gradients;
  private final FloatPointer hostValues;
  private final FloatPointer hostMomentum;
  private final FloatPointer hostGradients;
  private final List<Runnable> followers = new ArrayList<>();
  private UpdateSweep sweep;

  OneDnnParameterVector(OneDnnEngine engine, int length) {
    this.engine = engine;
    this.length = length;
    values = allocate();
    momentum = allocate();
    gradients = allocate();
    hostValues = host(values);
    hostMomentum = host(momentum);
    hostGradients = host(gradients);
  }

  @Override
  public Parameters layer(Range weights, Range biases) {
    return new OneDnnParameters(this, weights, biases);
  }

  @Override
  public void write(float[] newValues, int offset) {
    hostValues.put(newValues, offset, length);
    followers.forEach(Runnable::run);
  }

  @Override
  public void write(float[] newValues, float[] newMomentum, int offset) {
    hostMomentum.put(newMomentum, offset, length);
    write(newValues, offset);
  }

  @Override
  public void read(float[] targetValues, float[] targetMomentum, int offset) {
    hostValues.get(targetValues, offset, length);
    hostMomentum.get(targetMomentum, offset, length);
  }

  @Override
  public void readGradient(float[] gradient, int offset) {
    hostGradients.get(gradient, offset, length);
  }

  @Override
  public void update(UpdateRule rule, int decaying) {
    if (sweep == null || !sweep.serves(rule, decaying)) {
      sweep = new UpdateSweep(engine, values, momentum, gradients, length, rule, decaying);
    }
    sweep.run(rule);
    followers.forEach(Runnable::run);
  }

  memory values(memory.desc description, int offset) {
    return engine.view(description, values, (long) offset * Float.BYTES);
  }

  memory gradients(memory.desc description, int offset) {
    return engine.view(description, gradients, (long) offset * Float.BYTES);
  }

  void follow(Runnable copy) {
    copy.run();
    followers.add(copy);
  }

  private memory allocate() {
    return engine.allocate(new memory.desc(new long[] {length}, data_type.f32, format_tag.a));
  }

  private FloatPointer host(memory vector) {
    return engine.own(new FloatPointer(vector.get_data_handle()));
  }
}
