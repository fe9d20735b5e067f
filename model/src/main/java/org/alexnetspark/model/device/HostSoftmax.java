package org.alexnetspark.model.device;

import java.util.Arrays;
import java.util.function.Supplier;
import org.alexnetspark.model.specification.ParameterLayout.Range;

/**
 * Softmax in double precision on the host, for devices that are the host: a thousand numbers an
 * image are not worth more.
 */
public final class HostSoftmax implements Softmax {

  private final Tensor logits;
  private final Tensor gradient;
  private final Range own;
  private final int batch;
  private final int classes;
  private final float[] rows;
  private final float[] ownRows;
  private final double[] probabilities;

  public HostSoftmax(Tensor logits, Tensor gradient, Range own) {
    this.logits = logits;
    this.gradient = gradient;
    this.own = own;
    batch = logits.shape().batch();
    classes = logits.shape().imageLength();
    rows = new float[batch * classes];
    ownRows = new float[batch * own.length()];
    probabilities = new double[classes];
  }

  @Override
  public Supplier<Score> score(int[] labels, int count) {
    logits.read(rows, count);
    double loss = 0;
    int correct = 0;
    for (int image = 0; image < count; image++) {
      int row = image * classes;
      int label = labels[image];
      loss += fillProbabilities(rows, row, probabilities) - rows[row + label];
      correct += indexOfLargest(rows, row, classes) == label ? 1 : 0;
      for (int i = 0; i < own.length(); i++) {
        int target = own.offset() + i == label ? 1 : 0;
        ownRows[image * own.length() + i] =
            (float) ((probabilities[own.offset() + i] - target) / count);
      }
    }
    Arrays.fill(ownRows, count * own.length(), ownRows.length, 0f);
    gradient.write(ownRows);
    Score score = new Score(loss, correct);
    return () -> score;
  }

  @Override
  public void probabilities(float[] target, int count) {
    logits.read(rows, count);
    for (int image = 0; image < count; image++) {
      fillProbabilities(rows, image * classes, probabilities);
      store(probabilities, target, image * classes);
    }
  }

  /**
   * The probabilities of an image whose logits are on the host.
   *
   * @param logits of all classes
   * @param target receives as many numbers, from {@code offset} on
   */
  public static void probabilities(float[] logits, float[] target, int offset) {
    double[] probabilities = new double[logits.length];
    fillProbabilities(logits, 0, probabilities);
    store(probabilities, target, offset);
  }

  private static void store(double[] probabilities, float[] target, int offset) {
    for (int i = 0; i < probabilities.length; i++) {
      target[offset + i] = (float) probabilities[i];
    }
  }

  /** Fills the probabilities of a row and returns the logarithm of the sum of exponentials. */
  private static double fillProbabilities(float[] rows, int row, double[] probabilities) {
    int classes = probabilities.length;
    double largest = rows[row + indexOfLargest(rows, row, classes)];
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      probabilities[i] = Math.exp(rows[row + i] - largest);
      sum += probabilities[i];
    }
    for (int i = 0; i < classes; i++) {
      probabilities[i] /= sum;
    }
    return largest + Math.log(sum);
  }

  private static int indexOfLargest(float[] rows, int row, int classes) {
    int best = 0;
    for (int i = 1; i < classes; i++) {
      if (rows[row + i] > rows[row + best]) {
        best = i;
      }
    }
    return best;
  }
}
