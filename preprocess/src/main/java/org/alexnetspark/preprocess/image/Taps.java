package org.alexnetspark.preprocess.image;

/**
 * For a run of output samples along one axis: which input samples make each, with what weight. The
 * filters are those of OpenCV, which Krizhevsky's make-data used: INTER_AREA (the mean over the
 * output pixel's footprint) when shrinking, INTER_CUBIC (a = -0.75) when enlarging. Weights are
 * whole numbers, so that every processor computes the same image.
 *
 * @param first input sample of each output sample's first weight
 * @param length weights of each output sample; where fewer are needed, the last are 0
 * @param weights the first weights of all output samples, then their second ones, and so on; those
 *     of an output sample sum to the unit that was asked for
 */
record Taps(int[] first, int length, int[] weights) {
  private static final double CUBIC_SHARPNESS = -0.75;
  private static final int CUBIC_LENGTH = 4;

  /** Overlaps smaller than this are rounding errors, as in OpenCV. */
  private static final double LEAST_OVERLAP = 1e-3;

  /**
   * The taps of a mean over each output sample's footprint.
   *
   * @param input samples along the axis
   * @param resized samples along the axis after resizing, fewer
   * @param from first output sample wanted
   * @param count output samples wanted
   * @param unit sum of each output sample's weights
   */
  static Taps area(int input, int resized, int from, int count, int unit) {
    double scale = (double) input / resized;
    int length = (int) Math.ceil(scale) + 1;
    int[] first = new int[count];
    int[] weights = new int[count * length];
    for (int i = 0; i < count; i++) {
      double begin = (from + i) * scale;
      double end = Math.min(begin + scale, input);
      int sample = (int) Math.floor(begin + LEAST_OVERLAP);
      first[i] = sample;
      int given = 0;
      for (int tap = i; sample < end - LEAST_OVERLAP; tap += count, sample++) {
        // What is given away by rounding at one sample is made up for at the next.
        double covered = (sample + 1 - begin) / (end - begin);
        int due = sample + 1 < end - LEAST_OVERLAP ? round(unit * covered) : unit;
        weights[tap] = due - given;
        given = due;
      }
    }
    return new Taps(first, length, weights);
  }

  /** As {@link #area}, for more output samples than there are input samples. */
  static Taps cubic(int input, int resized, int from, int count, int unit) {
    double scale = (double) input / resized;
    int[] first = new int[count];
    int[] weights = new int[count * CUBIC_LENGTH];
    for (int i = 0; i < count; i++) {
      double center = (from + i + 0.5) * scale - 0.5;
      int sample = (int) Math.floor(center) - 1;
      // Beyond the border the outermost sample is repeated: its weights add up.
      first[i] = clamp(sample, input);
      double covered = 0;
      int given = 0;
      for (int tap = 0; tap < CUBIC_LENGTH; tap++) {
        covered += cubicWeight(Math.abs(center - sample - tap));
        int due = tap < CUBIC_LENGTH - 1 ? round(unit * covered) : unit;
        weights[(clamp(sample + tap, input) - first[i]) * count + i] += due - given;
        given = due;
      }
    }
    return new Taps(first, CUBIC_LENGTH, weights);
  }

  /** The weight of an output sample's tap. */
  int weight(int output, int tap) {
    return weights[tap * first.length + output];
  }

  /**
   * One past the last input sample that has a weight. It need not be the last output sample's: its
   * last weight may be 0 where that of the one before is not.
   */
  int end() {
    int end = 0;
    for (int output = 0; output < first.length; output++) {
      for (int tap = 0; tap < length; tap++) {
        if (weight(output, tap) != 0) {
          end = Math.max(end, first[output] + tap + 1);
        }
      }
    }
    return end;
  }

  private static int round(double value) {
    return (int) Math.round(value);
  }

  private static double cubicWeight(double distance) {
    double a = CUBIC_SHARPNESS;
    double x = distance;
    if (x <= 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
  }

  private static int clamp(int sample, int input) {
    return Math.max(0, Math.min(input - 1, sample));
  }
}
