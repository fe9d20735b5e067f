package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_across_channels;

import org.alexnetspark.model.LrnConvention;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.bytedeco.dnnl.lrn_backward;
import org.bytedeco.dnnl.lrn_forward;
import org.bytedeco.dnnl.memory;

/**
 * oneDNN's local response normalisation, which divides alpha by the number of channels summed.
 *
 * <p>For the way back it wants a workspace twice as large as its input, written on the way forward:
 * 490 MB at width 1 for 128 images. Instead it runs forward a second time just before it runs
 * backward, so that all normalisations use the same workspace, for 1 % of a step's time.
 */
final class OneDnnNormalization implements Operation {

  private static final int NEIGHBOURHOOD = 2 * LrnConvention.RADIUS + 1;

  private final Runnable forward;
  private final Runnable workspace;
  private final Runnable backward;

  OneDnnNormalization(OneDnnEngine engine, Signal input, LrnConvention convention, Signal output) {
    OneDnnTensor in = OneDnnTensor.of(input.value());
    memory inGradient = OneDnnTensor.of(input.gradient()).maps();
    memory.desc maps = engine.own(in.mapsDescription());
    lrn_forward.primitive_desc plain = forward(engine, dnnl_forward_inference, maps, convention);
    forward =
        engine.bind(
            new lrn_forward(plain),
            new Argument(DNNL_ARG_SRC, in.maps()),
            new Argument(DNNL_ARG_DST, OneDnnTensor.of(output.value()).maps()));
    lrn_forward.primitive_desc training = forward(engine, dnnl_forward_training, maps, convention);
    memory powers = engine.scratch(training.workspace_desc());
    workspace =
        engine.bind(
            new lrn_forward(training),
            new Argument(DNNL_ARG_SRC, in.maps()),
            // The values are not wanted again; what comes next overwrites them.
            new Argument(DNNL_ARG_DST, inGradient),
            new Argument(DNNL_ARG_WORKSPACE, powers));
    lrn_backward.primitive_desc gradient =
        engine.own(
            new lrn_backward.primitive_desc(
                engine.get(),
                dnnl_lrn_across_channels,
                maps,
                maps,
                maps,
                NEIGHBOURHOOD,
                alpha(convention),
                (float) LrnConvention.BETA,
                (float) convention.k(),
                training));
    backward =
        engine.bind(
            new lrn_backward(gradient),
            new Argument(DNNL_ARG_SRC, in.maps()),
            new Argument(DNNL_ARG_DIFF_DST, OneDnnTensor.of(output.gradient()).maps()),
            new Argument(DNNL_ARG_DIFF_SRC, inGradient),
            new Argument(DNNL_ARG_WORKSPACE, powers));
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public void backward() {
    workspace.run();
    backward.run();
  }

  private static lrn_forward.primitive_desc forward(
      OneDnnEngine engine, int kind, memory.desc maps, LrnConvention convention) {
    return engine.own(
        new lrn_forward.primitive_desc(
            engine.get(),
            kind,
            dnnl_lrn_across_channels,
            maps,
            maps,
            NEIGHBOURHOOD,
            alpha(convention),
            (float) LrnConvention.BETA,
            (float) convention.k()));
  }

  private static float alpha(LrnConvention convention) {
    return (float) (convention.alpha() * NEIGHBOURHOOD);
  }
}
