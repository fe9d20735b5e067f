package org.alexnetspark.model.device.nd4j;

import java.nio.FloatBuffer;
import java.util.List;
import org.alexnetspark.model.device.ParameterVector;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.Stretch;
import org.alexnetspark.model.specification.ParameterLayout.Range;

/** Three flat vectors, updated in one pass over memory. */
final class Nd4jParameterVector implements ParameterVector {

  private final Lanes lanes;
  private final Memory values;
  private final Memory momentum;
  private final Memory gradients;
  private final float[][][] pieces;

  Nd4jParameterVector(Lanes lanes, Memory values, Memory momentum, Memory gradients) {
    this.lanes = lanes;
    this.values = values;
    this.momentum = momentum;
    this.gradients = gradients;
    pieces = new float[lanes.count()][3][Lanes.PIECE];
  }

  @Override
  public Parameters layer(Range weights, Range biases) {
    return new Nd4jParameters(values, gradients, weights, biases);
  }

  @Override
  public void write(float[] newValues, int offset) {
    values.buffer().put(0, newValues, offset, values.length());
  }

  @Override
  public void write(float[] newValues, float[] newMomentum, int offset) {
    write(newValues, offset);
    momentum.buffer().put(0, newMomentum, offset, momentum.length());
  }

  @Override
  public void read(float[] targetValues, float[] targetMomentum, int offset) {
    values.buffer().get(0, targetValues, offset, values.length());
    momentum.buffer().get(0, targetMomentum, offset, momentum.length());
  }

  @Override
  public void readGradient(float[] gradient, int offset) {
    gradients.buffer().get(0, gradient, offset, gradients.length());
  }

  @Override
  public void update(float keep, List<Stretch> stretches) {
    for (Stretch stretch : stretches) {
      Range range = stretch.range();
      update(range.offset(), range.end(), stretch.learningRate(), keep, stretch.weightDecay());
    }
  }

  private void update(int first, int end, float rate, float keep, float decay) {
    float shrink = decay * rate;
    FloatBuffer valueBuffer = values.buffer();
    FloatBuffer momentumBuffer = momentum.buffer();
    FloatBuffer gradientBuffer = gradients.buffer();
    lanes.forEach(
        end - first,
        Lanes.PIECE,
        (lane, from, to) -> {
          float[] w = pieces[lane][0];
          float[] v = pieces[lane][1];
          float[] g = pieces[lane][2];
          for (int start = first + from; start < first + to; start += Lanes.PIECE) {
            int size = Math.min(Lanes.PIECE, first + to - start);
            valueBuffer.get(start, w, 0, size);
            momentumBuffer.get(start, v, 0, size);
            gradientBuffer.get(start, g, 0, size);
            for (int i = 0; i < size; i++) {
              v[i] = keep * v[i] - shrink * w[i] - rate * g[i];
              w[i] += v[i];
            }
            valueBuffer.put(start, w, 0, size);
            momentumBuffer.put(start, v, 0, size);
          }
        });
  }
}
