package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;

import org.alexnetspark.model.device.Dropout;
import org.alexnetspark.model.device.DropoutMask;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.Tensor;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.javacpp.FloatPointer;

/** Multiplication by a mask of fp32, whatever the signals are made of. */
final class OneDnnDropout implements Dropout {

  private final OneDnnEngine engine;
  private final memory mask;
  private final FloatPointer factorsOfMask;
  private final float[] factors;
  private final Runnable forward;
  private final Runnable backward;

  OneDnnDropout(OneDnnEngine engine, Signal input, Signal output) {
    this.engine = engine;
    mask = engine.allocate(MapLayout.CHANNELS_LAST.describe(input.shape(), data_type.f32));
    factorsOfMask = engine.own(new FloatPointer(mask.get_data_handle()));
    factors = new float[input.shape().length()];
    forward = multiply(input.value(), output.value());
    backward = multiply(output.gradient(), input.gradient());
  }

  @Override
  public void setMask(DropoutMask newMask) {
    newMask.fill(factors);
    factorsOfMask.put(factors, 0, factors.length);
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public void backward() {
    backward.run();
  }

  private Runnable multiply(Tensor from, Tensor to) {
    OneDnnTensor source = OneDnnTensor.of(from);
    OneDnnTensor target = OneDnnTensor.of(to);
    binary.primitive_desc description =
        engine.own(
            new binary.primitive_desc(
                engine.get(),
                dnnl_binary_mul,
                engine.own(source.mapsDescription()),
                engine.own(mask.get_desc()),
                engine.own(target.mapsDescription())));
    return engine.bind(
        new binary(description),
        new Argument(DNNL_ARG_SRC_0, source.maps()),
        new Argument(DNNL_ARG_SRC_1, mask),
        new Argument(DNNL_ARG_DST, target.maps()));
  }
}
