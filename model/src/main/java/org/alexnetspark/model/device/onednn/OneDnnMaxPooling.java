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

/**
 * oneDNN's max-pooling; its workspace says which pixel of each window was the largest. Both sides
 * have to lie alike. What is pooled to one pixel is a vector, of as many numbers as there are
 * channels: where more are stored of maps, it is copied from, and its gradient to, a map of its
 * own.
 */
final class OneDnnMaxPooling implements Operation {

  private static final long[] NONE = {0, 0};

  private final Runnable forward;
  private final Runnable backward;

  OneDnnMaxPooling(OneDnnEngine engine, Signal input, int window, int stride, Signal output) {
    OneDnnTensor in = OneDnnTensor.of(input.value());
    OneDnnTensor out = OneDnnTensor.of(output.value());
    memory.desc maps = engine.own(in.mapsDescription());
    PooledMaps value = PooledMaps.of(engine, out, in);
    memory.desc pooled = engine.own(value.maps().get_desc());
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
      Runnable pool =
          engine.bind(
              new pooling_forward(forwardDescription),
              new Argument(DNNL_ARG_SRC, in.maps()),
              new Argument(DNNL_ARG_DST, value.maps()));
      forward = inTurn(pool, value.toTensor());
      backward = () -> {};
      return;
    }
    memory winners = engine.allocate(forwardDescription.workspace_desc());
    Runnable pool =
        engine.bind(
            new pooling_forward(forwardDescription),
            new Argument(DNNL_ARG_SRC, in.maps()),
            new Argument(DNNL_ARG_DST, value.maps()),
            new Argument(DNNL_ARG_WORKSPACE, winners));
    forward = inTurn(pool, value.toTensor());
    PooledMaps gradient = PooledMaps.of(engine, OneDnnTensor.of(output.gradient()), in);
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
    Runnable spread =
        engine.bind(
            new pooling_backward(backwardDescription),
            new Argument(DNNL_ARG_DIFF_DST, gradient.maps()),
            new Argument(DNNL_ARG_DIFF_SRC, OneDnnTensor.of(input.gradient()).maps()),
            new Argument(DNNL_ARG_WORKSPACE, winners));
    backward = inTurn(gradient.fromTensor(), spread);
  }

  /**
   * A tensor as maps that lie as those which are pooled.
   *
   * @param toTensor copies the maps there, where they are not the tensor's own
   * @param fromTensor copies the other way
   */
  private record PooledMaps(memory maps, Runnable toTensor, Runnable fromTensor) {
    static PooledMaps of(OneDnnEngine engine, OneDnnTensor pooled, OneDnnTensor like) {
      if (!pooled.shape().isOfVectors() || like.shape().isOfVectors()) {
        return new PooledMaps(pooled.maps(), () -> {}, () -> {});
      }
      int channels = pooled.shape().channels();
      int stored = like.storedShape().channels();
      memory.desc alike = like.layout().describe(pooled.shape().withChannels(stored), like.type());
      if (stored == channels) {
        return new PooledMaps(engine.view(alike, pooled.maps(), 0), () -> {}, () -> {});
      }
      memory maps = engine.allocate(alike);
      // Of one pixel, channels lie one after the other in any layout.
      long[] dimensions = {pooled.shape().batch(), channels};
      memory real =
          engine.view(new memory.desc(dimensions, like.type(), new long[] {stored, 1}), maps, 0);
      memory vectors = pooled.vectors();
      return new PooledMaps(maps, engine.copy(real, vectors), engine.copy(vectors, real));
    }
  }

  private static Runnable inTurn(Runnable first, Runnable second) {
    return () -> {
      first.run();
      second.run();
    };
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
