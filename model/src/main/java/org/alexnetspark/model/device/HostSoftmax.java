package org.alexnetspark.model.device;

import java.util.Arrays;
import java.util.function.Supplier;
import org.alexnetspark.model.ParameterLayout.Range;

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
      loss += probabilitiesOf(row) - rows[row + label];
      correct += indexOfLargest(row) == label ? 1 : 0;
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
      probabilitiesOf(image * classes);
      for (int i = 0; i < classes; i++) {
        target[image * classes + i] = (float) probabilities[i];
      }
    }
  }

  /** Fills the probabilities of a row and returns the logarithm of the sum of exponentials. */
  private double probabilitiesOf(int row) {
    double largest = rows[row + indexOfLargest(row)];
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

  private int indexOfLargest(int row) {
    int best = 0;
    for (int i = 1; i < classes; i++) {
      if (rows[row + i] > rows[row + best]) {
        best = i;
      }
    }
    return best;
  }
}
