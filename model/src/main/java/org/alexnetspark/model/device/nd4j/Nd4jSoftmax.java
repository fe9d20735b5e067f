package org.alexnetspark.model.device.nd4j;

import java.util.Arrays;
import org.alexnetspark.model.ParameterLayout.Range;
import org.alexnetspark.model.device.Softmax;

/** Softmax in double precision on the host: a thousand numbers an image are not worth more. */
final class Nd4jSoftmax implements Softmax {

  private final Nd4jTensor logits;
  private final Nd4jTensor gradient;
  private final Range own;
  private final int batch;
  private final int classes;
  private final float[] row;
  private final double[] probabilities;
  private final float[] ownRow;

  Nd4jSoftmax(Nd4jTensor logits, Nd4jTensor gradient, Range own) {
    this.logits = logits;
    this.gradient = gradient;
    this.own = own;
    batch = logits.shape().batch();
    classes = logits.shape().imageLength();
    row = new float[classes];
    probabilities = new double[classes];
    ownRow = new float[own.length()];
  }

  @Override
  public Score score(int[] labels, int count) {
    double loss = 0;
    int correct = 0;
    for (int image = 0; image < batch; image++) {
      if (image < count) {
        int label = labels[image];
        double logSum = probabilitiesOf(image);
        loss += logSum - row[label];
        correct += indexOfLargest(row) == label ? 1 : 0;
        for (int i = 0; i < ownRow.length; i++) {
          int target = own.offset() + i == label ? 1 : 0;
          ownRow[i] = (float) ((probabilities[own.offset() + i] - target) / count);
        }
      } else {
        Arrays.fill(ownRow, 0f);
      }
      gradient.buffer().put(image * ownRow.length, ownRow);
    }
    return new Score(loss, correct);
  }

  @Override
  public void probabilities(float[] target, int count) {
    for (int image = 0; image < count; image++) {
      probabilitiesOf(image);
      for (int i = 0; i < classes; i++) {
        target[image * classes + i] = (float) probabilities[i];
      }
    }
  }

  /** Fills row and probabilities and returns the logarithm of the sum of the exponentials. */
  private double probabilitiesOf(int image) {
    logits.buffer().get(image * classes, row);
    double largest = row[indexOfLargest(row)];
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      probabilities[i] = Math.exp(row[i] - largest);
      sum += probabilities[i];
    }
    for (int i = 0; i < classes; i++) {
      probabilities[i] /= sum;
    }
    return largest + Math.log(sum);
  }

  private static int indexOfLargest(float[] numbers) {
    int best = 0;
    for (int i = 1; i < numbers.length; i++) {
      if (numbers[i] > numbers[best]) {
        best = i;
      }
    }
    return best;
  }
}
