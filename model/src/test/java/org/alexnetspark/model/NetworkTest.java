package org.alexnetspark.model;

import org.alexnetspark.model.device.Devices;
import org.alexnetspark.model.device.Devices.Kind;
import org.alexnetspark.model.device.Devices.Precision;
import org.junit.jupiter.api.Nested;

class NetworkTest {

  @Nested
  class OnNd4j extends NetworkContract {
    @Override
    Devices devices() {
      return new Devices(Kind.ND4J, Precision.FP32);
    }

    /** ND4J makes small objects for each operation it runs. */
    @Override
    long newNativeObjects() {
      return Long.MAX_VALUE;
    }
  }

  @Nested
  class OnOneDnn extends NetworkContract {
    @Override
    Devices devices() {
      return new Devices(Kind.ONEDNN, Precision.FP32);
    }
  }

  @Nested
  class OnOneDnnInBf16 extends NetworkContract {
    @Override
    Devices devices() {
      return new Devices(Kind.ONEDNN, Precision.BF16);
    }

    /**
     * Rounding to bf16 moves a number by 2^-9 of itself at most. On its way through eight layers an
     * image meets 8 rounded weights and 8 rounded sums, and 4 more after normalisation: 20 in all.
     */
    @Override
    double forwardTolerance() {
      return 20 * 0x1p-9;
    }

    /**
     * Where a sum lies nearer to zero than its rounding error, or a window's two largest numbers
     * nearer to each other, the gradient there goes another way altogether. With errors of 1 % that
     * is so at about 1 % of the places of each of nine such layers; what is wrong altogether adds
     * up by squares, twice (missing here, too much there): sqrt(2 * 9 * 0.01) = 0.42.
     */
    @Override
    double gradientTolerance() {
      return 0.42;
    }

    /**
     * A bias' gradient is a sum over all places in which nearly everything may cancel, so that no
     * share of the sum bounds its error. What goes wrong does so at single places, independently,
     * and adds up by squares: to the same share of the length of what is summed.
     */
    @Override
    double biasGradientError(double length, double lengthOfTerms) {
      return gradientTolerance() * lengthOfTerms;
    }

    @Override
    int exchangedBytes() {
      return Short.BYTES;
    }
  }
}
