package org.alexnetspark.model.device.onednn;

import java.util.List;
import org.alexnetspark.model.device.ParameterVector;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.Stretch;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/** Master weights, momentum and gradient as three flat vectors of fp32 in canonical order. */
final class OneDnnParameterVector implements ParameterVector {

  private final OneDnnEngine engine;
  private final int length;
  private final OneDnnParameterValues values;
  private final memory momentum;
  private final memory gradients;
  private final FloatPointer hostMomentum;
  private final FloatPointer hostGradients;
  private UpdateSweep sweep;

  OneDnnParameterVector(OneDnnEngine engine, int length) {
    this.engine = engine;
    this.length = length;
    values = new OneDnnParameterValues(engine, length);
    momentum = OneDnnParameterValues.vector(engine, length);
    gradients = OneDnnParameterValues.vector(engine, length);
    hostMomentum = host(momentum);
    hostGradients = host(gradients);
  }

  @Override
  public Parameters layer(Range weights, Range biases) {
    return new OneDnnParameters(values, gradients, weights, biases);
  }

  @Override
  public void write(float[] newValues, int offset) {
    values.write(newValues, offset);
  }

  @Override
  public void write(float[] newValues, float[] newMomentum, int offset) {
    hostMomentum.put(newMomentum, offset, length);
    write(newValues, offset);
  }

  @Override
  public void read(float[] targetValues, float[] targetMomentum, int offset) {
    values.read(targetValues, offset);
    hostMomentum.get(targetMomentum, offset, length);
  }

  @Override
  public void readGradient(float[] gradient, int offset) {
    hostGradients.get(gradient, offset, length);
  }

  @Override
  public void update(float keep, List<Stretch> stretches) {
    if (sweep == null || !sweep.serves(keep, stretches)) {
      sweep = new UpdateSweep(engine, values.whole(), momentum, gradients, keep, stretches);
    }
    sweep.run(stretches);
    values.follow();
  }

  private FloatPointer host(memory vector) {
    return engine.own(new FloatPointer(vector.get_data_handle()));
  }
}
