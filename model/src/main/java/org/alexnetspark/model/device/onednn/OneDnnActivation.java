package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.alexnetspark.model.specification.Activation;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * An activation: on the way forward part of the operation that makes the sums, or an operation of
 * its own, in place; on the way back its derivative, computed from the activation's own output.
 */
final class OneDnnActivation implements Operation {

  private final Runnable forward;
  private final Runnable backward;

  OneDnnActivation(OneDnnEngine engine, Activation activation, Signal signal) {
    forward =
        switch (activation) {
          case RELU -> forward(engine, dnnl_eltwise_relu, signal);
          case TANH -> forward(engine, dnnl_eltwise_tanh, signal);
          case NONE -> () -> {};
        };
    backward = signal.hasGradient() ? backward(engine, activation, signal) : () -> {};
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public void backward() {
    backward.run();
  }

  private static Runnable forward(OneDnnEngine engine, int algorithm, Signal signal) {
    OneDnnTensor value = OneDnnTensor.of(signal.value());
    memory.desc numbers = engine.own(value.mapsDescription());
    eltwise_forward.primitive_desc description =
        engine.own(
            new eltwise_forward.primitive_desc(
                engine.get(), dnnl_forward_inference, algorithm, numbers, numbers));
    return engine.bind(
        new eltwise_forward(description),
        new Argument(DNNL_ARG_SRC, value.maps()),
        new Argument(DNNL_ARG_DST, value.maps()));
  }

  /** What a convolution or fully connected layer does to its sums before it stores them. */
  static primitive_attr fused(OneDnnEngine engine, Activation activation) {
    post_ops operations = engine.own(new post_ops());
    switch (activation) {
      case RELU -> operations.append_eltwise(dnnl_eltwise_relu, 0f, 0f);
      case TANH -> operations.append_eltwise(dnnl_eltwise_tanh, 0f, 0f);
      case NONE -> {}
    }
    primitive_attr attributes = engine.own(new primitive_attr());
    attributes.set_post_ops(operations);
    return attributes;
  }

  /** The gradient with respect to activations becomes, in place, that with respect to sums. */
  static Runnable backward(OneDnnEngine engine, Activation activation, Signal signal) {
    return switch (activation) {
      case RELU -> backward(engine, dnnl_eltwise_relu_use_dst_for_bwd, signal);
      case TANH -> backward(engine, dnnl_eltwise_tanh_use_dst_for_bwd, signal);
      case NONE -> () -> {};
    };
  }

  private static Runnable backward(OneDnnEngine engine, int algorithm, Signal signal) {
    OneDnnTensor value = OneDnnTensor.of(signal.value());
    memory gradient = OneDnnTensor.of(signal.gradient()).maps();
    memory.desc numbers = engine.own(value.mapsDescription());
    eltwise_forward.primitive_desc forward =
        engine.own(
            new eltwise_forward.primitive_desc(
                engine.get(), dnnl_forward_training, algorithm, numbers, numbers));
    eltwise_backward.primitive_desc backward =
        engine.own(
            new eltwise_backward.primitive_desc(
                engine.get(), algorithm, numbers, numbers, numbers, forward));
    return engine.bind(
        new eltwise_backward(backward),
        new Argument(DNNL_ARG_DST, value.maps()),
        new Argument(DNNL_ARG_DIFF_DST, gradient),
        new Argument(DNNL_ARG_DIFF_SRC, gradient));
  }
}
