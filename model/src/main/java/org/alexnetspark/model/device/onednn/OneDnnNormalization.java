package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_across_channels;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.alexnetspark.model.specification.LrnConvention;
import org.bytedeco.dnnl.lrn_backward;
import org.bytedeco.dnnl.lrn_forward;
import org.bytedeco.dnnl.memory;

/**
 * oneDNN's local response normalisation, which divides alpha by the number of channels summed. It
 * works on a few images at a time: for the way back it wants a workspace twice as large as its
 * input, written on the way forward, 490 MB at width 1 for 128 images. Instead the forward pass
 * runs a second time just before the backward one, over images that then are in the cache, and the
 * workspace of a few images is enough for all. Where its way back is reference code, {@link
 * NormalizationGradient} takes its place.
 */
final class OneDnnNormalization implements Operation {

  /** How the names of oneDNN's reference implementations begin. */
  private static final String REFERENCE = "ref";

  private static final int NEIGHBOURHOOD = 2 * LrnConvention.RADIUS + 1;

  /**
   * What the images worked on at a time may take: workspace and all, a core's part of the cache.
   */
  private static final int BYTES_AT_A_TIME = 1 << 21;

  private final OneDnnEngine engine;
  private final LrnConvention convention;
  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> backward = new ArrayList<>();

  OneDnnNormalization(OneDnnEngine engine, Signal input, LrnConvention convention, Signal output) {
    this.engine = engine;
    this.convention = convention;
    OneDnnTensor in = OneDnnTensor.of(input.value());
    OneDnnTensor out = OneDnnTensor.of(output.value());
    int batch = input.shape().batch();
    int atATime = (int) Math.max(1, Math.min(batch, BYTES_AT_A_TIME / in.imageBytes()));
    for (int first = 0; first < batch; first += atATime) {
      int count = Math.min(atATime, batch - first);
      bindForward(in.images(first, count), out.images(first, count));
    }
    if (output.hasGradient()) {
      bindBackward(
          in, OneDnnTensor.of(input.gradient()), OneDnnTensor.of(output.gradient()), atATime);
    }
  }

  private void bindBackward(
      OneDnnTensor in, OneDnnTensor inGradient, OneDnnTensor outGradient, int atATime) {
    if (isReference(in)) {
      backward.add(NormalizationGradient.of(engine, convention, in, outGradient, inGradient));
      return;
    }
    int batch = in.shape().batch();
    for (int first = 0; first < batch; first += atATime) {
      int count = Math.min(atATime, batch - first);
      bindBackward(
          in.images(first, count),
          inGradient.images(first, count),
          outGradient.images(first, count));
    }
  }

  private void bindForward(memory in, memory out) {
    forward.add(
        engine.bind(
            new lrn_forward(describe(dnnl_forward_inference, engine.own(in.get_desc()))),
            new Argument(DNNL_ARG_SRC, in),
            new Argument(DNNL_ARG_DST, out)));
  }

  private void bindBackward(memory in, memory inGradient, memory outGradient) {
    memory.desc maps = engine.own(in.get_desc());
    lrn_forward.primitive_desc training = describe(dnnl_forward_training, maps);
    memory workspace = engine.scratch(training.workspace_desc());
    backward.add(
        engine.bind(
            new lrn_forward(training),
            new Argument(DNNL_ARG_SRC, in),
            // The values are not wanted again; what comes next overwrites them.
            new Argument(DNNL_ARG_DST, inGradient),
            new Argument(DNNL_ARG_WORKSPACE, workspace)));
    lrn_backward.primitive_desc gradient = describeBackward(maps, training);
    backward.add(
        engine.bind(
            new lrn_backward(gradient),
            new Argument(DNNL_ARG_SRC, in),
            new Argument(DNNL_ARG_DIFF_DST, outGradient),
            new Argument(DNNL_ARG_DIFF_SRC, inGradient),
            new Argument(DNNL_ARG_WORKSPACE, workspace)));
  }

  @Override
  public void forward() {
    forward.forEach(Runnable::run);
  }

  @Override
  public void backward() {
    backward.forEach(Runnable::run);
  }

  private lrn_forward.primitive_desc describe(int kind, memory.desc maps) {
    return engine.own(
        new lrn_forward.primitive_desc(
            engine.get(),
            kind,
            dnnl_lrn_across_channels,
            maps,
            maps,
            NEIGHBOURHOOD,
            alpha(),
            (float) LrnConvention.BETA,
            (float) convention.k()));
  }

  private lrn_backward.primitive_desc describeBackward(
      memory.desc maps, lrn_forward.primitive_desc training) {
    return engine.own(
        new lrn_backward.primitive_desc(
            engine.get(),
            dnnl_lrn_across_channels,
            maps,
            maps,
            maps,
            NEIGHBOURHOOD,
            alpha(),
            (float) LrnConvention.BETA,
            (float) convention.k(),
            training));
  }

  /** Whether oneDNN has nothing but its reference code for the way back on this processor. */
  private boolean isReference(OneDnnTensor in) {
    memory.desc maps = engine.own(in.mapsDescription());
    return describeBackward(maps, describe(dnnl_forward_training, maps))
        .impl_info_str()
        .getString()
        .startsWith(REFERENCE);
  }

  private float alpha() {
    return (float) (convention.alpha() * NEIGHBOURHOOD);
  }
}
