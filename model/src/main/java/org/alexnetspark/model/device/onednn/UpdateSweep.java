package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_SCALES;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.Stretch;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.alexnetspark.model.specification.ParameterLayout.Range;
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
  private final List<Range> ranges;
  private final List<Rates> rates = new ArrayList<>();
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

  /** The factors of a stretch. */
  private record Rates(Scalar minusRate, Scalar minusRateTimesDecay) {}

  UpdateSweep(
      OneDnnEngine engine,
      memory values,
      memory velocities,
      memory gradients,
      float momentum,
      List<Stretch> stretches) {
    this.engine = engine;
    this.momentum = momentum;
    ranges = ranges(stretches);
    for (Range range : ranges) {
      Rates ofStretch = new Rates(new Scalar(engine), new Scalar(engine));
      rates.add(ofStretch);
      for (int start = range.offset(); start < range.end(); start += PIECE) {
        int length = Math.min(PIECE, range.end() - start);
        memory.desc piece =
            engine.own(new memory.desc(new long[] {length}, data_type.f32, format_tag.a));
        long offset = (long) start * Float.BYTES;
        memory w = engine.view(piece, values, offset);
        memory v = engine.view(piece, velocities, offset);
        memory g = engine.view(piece, gradients, offset);
        sums.add(newVelocity(piece, w, g, v, ofStretch));
        sums.add(move(piece, w, v));
      }
    }
  }

  /** Whether it was made for such stretches; rates and decay may be any. */
  boolean serves(float momentumNow, List<Stretch> stretches) {
    return momentumNow == momentum && ranges(stretches).equals(ranges);
  }

  void run(List<Stretch> stretches) {
    for (int i = 0; i < stretches.size(); i++) {
      float rate = stretches.get(i).learningRate();
      float decay = stretches.get(i).weightDecay();
      rates.get(i).minusRate().value.put(-rate);
      rates.get(i).minusRateTimesDecay().value.put(decay == 0 ? 0 : -rate * decay);
    }
    sums.forEach(Runnable::run);
  }

  private static List<Range> ranges(List<Stretch> stretches) {
    return stretches.stream().map(Stretch::range).toList();
  }

  private Runnable newVelocity(memory.desc piece, memory w, memory g, memory v, Rates ofStretch) {
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
        new Argument(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_0, ofStretch.minusRateTimesDecay().number),
        new Argument(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_1, ofStretch.minusRate().number));
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
