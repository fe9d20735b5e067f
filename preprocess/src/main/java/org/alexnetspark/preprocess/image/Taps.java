package org.alexnetspark.preprocess.image;

/**
 * For a run of output samples along one axis: which input samples make each, with what weight. The
 * filters are those of OpenCV, which Krizhevsky's make-data used: INTER_AREA (the mean over the
 * output pixel's footprint) when shrinking, INTER_CUBIC (a = -0.75) when enlarging.
 *
 * @param first input sample of each output sample's first weight
 * @param start where each output sample's weights begin in {@code weights}; one longer than {@code
 *     first}, so that the last ends too
 * @param weights of all output samples; those of each sum to 1
 */
record Taps(int[] first, int[] start, float[] weights) {
  private static final double CUBIC_SHARPNESS = -0.75;
  private static final int CUBIC_TAPS = 4;

  /** Overlaps smaller than this are rounding errors, as in OpenCV. */
  private static final double LEAST_OVERLAP = 1e-3;

  /**
   * @param input samples along the axis
   * @param resized samples along the axis after resizing
   * @param from first output sample wanted
   * @param count output samples wanted
   */
  static Taps of(int input, int resized, int from, int count) {
    return resized < input ? area(input, resized, from, count) : cubic(input, resized, from, count);
  }

  /** One past the last input sample that is needed. */
  int end() {
    int last = first.length - 1;
    return first[last] + start[last + 1] - start[last];
  }

  private static Taps area(int input, int resized, int from, int count) {
    double scale = (double) input / resized;
    int[] first = new int[count];
    int[] start = new int[count + 1];
    float[] weights = new float[count * ((int) Math.ceil(scale) + 1)];
    for (int i = 0; i < count; i++) {
      double begin = (from + i) * scale;
      double end = Math.min(begin + scale, input);
      int sample = (int) Math.floor(begin + LEAST_OVERLAP);
      first[i] = sample;
      int tap = start[i];
      for (; sample < end - LEAST_OVERLAP; sample++) {
        double overlap = Math.min(sample + 1, end) - Math.max(sample, begin);
        weights[tap++] = (float) (overlap / (end - begin));
      }
      start[i + 1] = tap;
    }
    return new Taps(first, start, weights);
  }

  private static Taps cubic(int input, int resized, int from, int count) {
    double scale = (double) input / resized;
    int[] first = new int[count];
    int[] start = new int[count + 1];
    float[] weights = new float[count * CUBIC_TAPS];
    for (int i = 0; i < count; i++) {
      double center = (from + i + 0.5) * scale - 0.5;
      int sample = (int) Math.floor(center) - 1;
      // Beyond the border the outermost sample is repeated: its weights add up.
      first[i] = clamp(sample, input);
      for (int tap = 0; tap < CUBIC_TAPS; tap++) {
        int at = start[i] + clamp(sample + tap, input) - first[i];
        weights[at] += (float) cubicWeight(Math.abs(center - sample - tap));
      }
      start[i + 1] = start[i] + clamp(sample + CUBIC_TAPS - 1, input) - first[i] + 1;
    }
    return new Taps(first, start, weights);
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
