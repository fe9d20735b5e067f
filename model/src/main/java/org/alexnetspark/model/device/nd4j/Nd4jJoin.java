package org.alexnetspark.model.device.nd4j;

import java.util.List;
import org.alexnetspark.model.device.Shape;

/**
 * Copies between one tower's output and an input that sees both. Runs of numbers that lie together
 * in the output lie together in the joined input too: the channels of a pixel, or a whole image
 * where the joined input is a vector.
 */
final class Nd4jJoin {

  private final int runs;
  private final int run;
  private final int joinedRun;
  private final int offset;

  Nd4jJoin(Shape part, Shape joined, int offset) {
    boolean byPixel = part.hasPlacesOf(joined);
    run = byPixel ? part.channels() : part.imageLength();
    joinedRun = byPixel ? joined.channels() : joined.imageLength();
    runs = part.length() / run;
    this.offset = offset;
    if (runs * joinedRun != joined.length() || offset + run > joinedRun) {
      throw new IllegalArgumentException(part + " does not fit " + joined + " at " + offset);
    }
  }

  Runnable join(Nd4jTensor part, Nd4jTensor joined) {
    return () -> {
      for (int i = 0; i < runs; i++) {
        joined.buffer().put(i * joinedRun + offset, part.buffer(), i * run, run);
      }
    };
  }

  Runnable splitSum(List<Nd4jTensor> joined, Nd4jTensor part) {
    float[] sum = new float[run];
    float[] addend = new float[run];
    return () -> {
      for (int i = 0; i < runs; i++) {
        joined.get(0).buffer().get(i * joinedRun + offset, sum);
        for (int other = 1; other < joined.size(); other++) {
          joined.get(other).buffer().get(i * joinedRun + offset, addend);
          for (int n = 0; n < run; n++) {
            sum[n] += addend[n];
          }
        }
        part.buffer().put(i * run, sum);
      }
    };
  }
}
