package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_across_channels;

import org.alexnetspark.model.LrnConvention;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.bytedeco.dnnl.lrn_backward;
import org.bytedeco.dnnl.lrn_forward;
import org.bytedeco.dnnl.memory;

/** oneDNN's local response normalisation, which divides alpha by the number of channels summed. */
final class OneDnnNormalization implements Operation {

  private static final int NEIGHBOURHOOD = 2 * LrnConvention.RADIUS + 1;

  private final Runnable forward;
  private final Runnable backward;

  OneDnnNormalization(OneDnnEngine engine, Signal input, LrnConvention convention, Signal output) {
    OneDnnTensor in = OneDnnTensor.of(input.value());
    OneDnnTensor out = OneDnnTensor.of(output.value());
    OneDnnTensor inGradient = OneDnnTensor.of(input.gradient());
    OneDnnTensor outGradient = OneDnnTensor.of(output.gradient());
    memory.desc maps = engine.own(in.mapsDescription());
    float alpha = (float) (convention.alpha() * NEIGHBOURHOOD);
    float beta = (float) LrnConvention.BETA;
    float k = (float) convention.k();
    lrn_forward.primitive_desc forwardDescription =
        engine.own(
            new lrn_forward.primitive_desc(
                engine.get(),
                dnnl_forward_training,
                dnnl_lrn_across_channels,
                maps,
                maps,
                NEIGHBOURHOOD,
                alpha,
                beta,
                k));
    // Powers of the denominators, where the chosen code keeps them for the way back.
    memory workspace = engine.allocate(forwardDescription.workspace_desc());
    forward =
        engine.bind(
            new lrn_forward(forwardDescription),
            new Argument(DNNL_ARG_SRC, in.maps()),
            new Argument(DNNL_ARG_DST, out.maps()),
            new Argument(DNNL_ARG_WORKSPACE, workspace));
    lrn_backward.primitive_desc backwardDescription =
        engine.own(
            new lrn_backward.primitive_desc(
                engine.get(),
                dnnl_lrn_across_channels,
                maps,
                maps,
                maps,
                NEIGHBOURHOOD,
                alpha,
                beta,
                k,
                forwardDescription));
    backward =
        engine.bind(
            new lrn_backward(backwardDescription),
            new Argument(DNNL_ARG_SRC, in.maps()),
            new Argument(DNNL_ARG_DIFF_DST, outGradient.maps()),
            new Argument(DNNL_ARG_DIFF_SRC, inGradient.maps()),
            new Argument(DNNL_ARG_WORKSPACE, workspace));
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
