package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_SCALES;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.alexnetspark.model.specification.UpdateRule;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The update of all parameters in one pass over memory: piece by piece, so that the second of its
 * two sums, {@code v = momentum v + (-decay rate w - rate g)} and {@code w = w + v}, finds in the
 * cache what the first one left there.
 */
final class UpdateSweep {

  /** Numbers of a piece: three pieces fit a core's second-level cache. */
  private static final int PIECE = 1 << 15;

  private final OneDnnEngine engine;
  private final float momentum;
  private final int decaying;
  private final Scalar minusRate;
  private final Scalar minusRateTimesDecay;
  private final Scalar zero;
  private final List<Runnable> sums = new ArrayList<>();

  /** A factor that may change from run to run. */
  private static final class Scalar {
    final memory number;
    final FloatPointer value;

    Scalar(OneDnnEngine engine) {
      number = engine.allocate(new memory.desc(new long[] {1}, data_type.f32, format_tag.a));
      value = engine.own(new FloatPointer(number.get_data_handle()));
    }
  }

  UpdateSweep(
      OneDnnEngine engine,
      memory values,
      memory velocities,
      memory gradients,
      int length,
      UpdateRule rule,
      int decaying) {
    this.engine = engine;
    momentum = rule.momentum();
    this.decaying = decaying;
    minusRate = new Scalar(engine);
    minusRateTimesDecay = new Scalar(engine);
    zero = new Scalar(engine);
    for (int start = 0; start < length; ) {
      boolean decays = start < decaying;
      int end = Math.min(start + PIECE, decays ? decaying : length);
      memory.desc piece =
          engine.own(new memory.desc(new long[] {end - start}, data_type.f32, format_tag.a));
      long offset = (long) start * Float.BYTES;
      memory w = engine.view(piece, values, offset);
      memory v = engine.view(piece, velocities, offset);
      memory g = engine.view(piece, gradients, offset);
      sums.add(newVelocity(piece, w, g, v, decays ? minusRateTimesDecay : zero));
      sums.add(move(piece, w, v));
      start = end;
    }
  }

  /** Whether it was made for such a rule; rate and decay may be any. */
  boolean serves(UpdateRule rule, int decayingNow) {
    return rule.momentum() == momentum && decayingNow == decaying;
  }

  void run(UpdateRule rule) {
    minusRate.value.put(-rule.learningRate());
    minusRateTimesDecay.value.put(-rule.learningRate() * rule.weightDecay());
    sums.forEach(Runnable::run);
  }

  private Runnable newVelocity(memory.desc piece, memory w, memory g, memory v, Scalar ofValues) {
    post_ops keep = engine.own(new post_ops());
    keep.append_sum(momentum, 0, data_type.undef);
    primitive_attr attributes = engine.own(new primitive_attr());
    attributes.set_post_ops(keep);
    attributes.set_scales_mask(DNNL_ARG_SRC_0, 0);
    attributes.set_scales_mask(DNNL_ARG_SRC_1, 0);
    return engine.bind(
        sum(piece, attributes),
        new Argument(DNNL_ARG_SRC_0, w),
        new Argument(DNNL_ARG_SRC_1, g),
        new Argument(DNNL_ARG_DST, v),
        new Argument(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_0, ofValues.number),
        new Argument(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_1, minusRate.number));
  }

  private Runnable move(memory.desc piece, memory w, memory v) {
    return engine.bind(
        sum(piece, engine.own(new primitive_attr())),
        new Argument(DNNL_ARG_SRC_0, w),
        new Argument(DNNL_ARG_SRC_1, v),
        new Argument(DNNL_ARG_DST, w));
  }

  private binary sum(memory.desc piece, primitive_attr attributes) {
    return new binary(
        engine.own(
            new binary.primitive_desc(
                engine.get(), dnnl_binary_add, piece, piece, piece, attributes, false)));
  }
}
