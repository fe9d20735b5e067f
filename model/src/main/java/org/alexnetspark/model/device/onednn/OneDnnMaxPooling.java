package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;

import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** oneDNN's max-pooling; its workspace says which pixel of each window was the largest. */
final class OneDnnMaxPooling implements Operation {

  private static final long[] NONE = {0, 0};

  private final Runnable forward;
  private final Runnable backward;

  OneDnnMaxPooling(OneDnnEngine engine, Signal input, int window, int stride, Signal output) {
    OneDnnTensor in = OneDnnTensor.of(input.value());
    OneDnnTensor out = OneDnnTensor.of(output.value());
    memory.desc maps = engine.own(in.mapsDescription());
    memory.desc pooled = engine.own(out.mapsDescription());
    long[] strides = {stride, stride};
    long[] windows = {window, window};
    // Less than nothing where a last window would reach past the edge: it is left out.
    long[] far = {
      (out.shape().height() - 1L) * stride + window - in.shape().height(),
      (out.shape().width() - 1L) * stride + window - in.shape().width()
    };
    pooling_forward.primitive_desc forwardDescription =
        engine.own(
            new pooling_forward.primitive_desc(
                engine.get(),
                output.hasGradient() ? dnnl_forward_training : dnnl_forward_inference,
                dnnl_pooling_max,
                maps,
                pooled,
                strides,
                windows,
                NONE,
                NONE,
                far));
    if (!output.hasGradient()) {
      forward =
          engine.bind(
              new pooling_forward(forwardDescription),
              new Argument(DNNL_ARG_SRC, in.maps()),
              new Argument(DNNL_ARG_DST, out.maps()));
      backward = () -> {};
      return;
    }
    memory winners = engine.allocate(forwardDescription.workspace_desc());
    forward =
        engine.bind(
            new pooling_forward(forwardDescription),
            new Argument(DNNL_ARG_SRC, in.maps()),
            new Argument(DNNL_ARG_DST, out.maps()),
            new Argument(DNNL_ARG_WORKSPACE, winners));
    pooling_backward.primitive_desc backwardDescription =
        engine.own(
            new pooling_backward.primitive_desc(
                engine.get(),
                dnnl_pooling_max,
                maps,
                pooled,
                strides,
                windows,
                NONE,
                NONE,
                far,
                forwardDescription));
    backward =
        engine.bind(
            new pooling_backward(backwardDescription),
            new Argument(DNNL_ARG_DIFF_DST, OneDnnTensor.of(output.gradient()).maps()),
            new Argument(DNNL_ARG_DIFF_SRC, OneDnnTensor.of(input.gradient()).maps()),
            new Argument(DNNL_ARG_WORKSPACE, winners));
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public void backward() {
    backward.run();
  }
}
