package org.alexnetspark.model.device.onednn;

import static org.alexnetspark.model.device.onednn.MapLayout.BLOCK;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.onednn.OneDnnTensor.Strides;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * Copies between one tower's output and an input that sees both, in whatever layouts the two are.
 * Channels that lie together on both sides are one dimension of a strided copy: whole blocks where
 * both sides have them, shorter runs where a block of the joined maps holds channels of both
 * towers.
 */
final class OneDnnJoin {

  private final OneDnnEngine engine;
  private final Shape part;
  private final Shape joined;
  private final int offset;
  private final boolean byPixel;

  OneDnnJoin(OneDnnEngine engine, Shape part, Shape joined, int offset) {
    this.engine = engine;
    this.part = part;
    this.joined = joined;
    this.offset = offset;
    byPixel = part.hasPlacesOf(joined);
    int given = byPixel ? part.channels() : part.imageLength();
    int room = byPixel ? joined.channels() : joined.imageLength();
    if (part.batch() != joined.batch()
        || (!byPixel && !joined.isOfVectors())
        || offset + given > room) {
      throw new IllegalArgumentException(part + " does not fit " + joined + " at " + offset);
    }
  }

  Runnable join(OneDnnTensor source, OneDnnTensor target) {
    List<Runnable> copies = new ArrayList<>();
    int run = run(source, target);
    for (int first = 0; first < part.channels(); first += copied(run)) {
      copies.add(engine.copy(ofPart(source, first, run), ofJoined(target, first, run)));
    }
    return () -> copies.forEach(Runnable::run);
  }

  Runnable splitSum(List<OneDnnTensor> sources, OneDnnTensor target) {
    List<Runnable> copies = new ArrayList<>();
    for (OneDnnTensor source : sources) {
      int run = run(target, source);
      boolean first = copies.isEmpty();
      for (int channel = 0; channel < part.channels(); channel += copied(run)) {
        copies.add(
            engine.copy(
                ofJoined(source, channel, run),
                ofPart(target, channel, run),
                first ? engine.own(new primitive_attr()) : adding()));
      }
    }
    return () -> copies.forEach(Runnable::run);
  }

  private primitive_attr adding() {
    post_ops sum = engine.own(new post_ops());
    sum.append_sum();
    primitive_attr attributes = engine.own(new primitive_attr());
    attributes.set_post_ops(sum);
    return attributes;
  }

  /** How many channels lie together on both sides, wherever a run of so many begins. */
  private int run(OneDnnTensor ofPart, OneDnnTensor ofJoined) {
    int run = part.channels();
    if (ofPart.layout() == MapLayout.BLOCKED || ofJoined.layout() == MapLayout.BLOCKED) {
      run = divisor(BLOCK, run);
    }
    return ofJoined.layout() == MapLayout.BLOCKED && offset > 0 ? divisor(run, offset) : run;
  }

  static int divisor(int left, int right) {
    return BigInteger.valueOf(left).gcd(BigInteger.valueOf(right)).intValue();
  }

  /** Channels of one copy: runs that are whole blocks all go at once. */
  private int copied(int run) {
    return run == BLOCK ? part.channels() : run;
  }

  private memory ofPart(OneDnnTensor tensor, int channel, int run) {
    return view(tensor, tensor.start(channel), tensor.strides(), run);
  }

  private memory ofJoined(OneDnnTensor tensor, int channel, int run) {
    if (byPixel) {
      return view(tensor, tensor.start(offset + channel), tensor.strides(), run);
    }
    long row = (long) part.width() * part.channels();
    Strides inVectors = new Strides(joined.imageLength(), row, part.channels(), BLOCK);
    return view(tensor, offset + channel, inVectors, run);
  }

  private memory view(OneDnnTensor tensor, long start, Strides strides, int run) {
    long[] dimensions = {part.batch(), copied(run) / run, part.height(), part.width(), run};
    return tensor.view(start, dimensions, strides);
  }
}
