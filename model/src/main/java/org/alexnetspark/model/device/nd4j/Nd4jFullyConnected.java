package org.alexnetspark.model.device.nd4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.WeightedOperation;
import org.alexnetspark.model.specification.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Matrix products by ND4J's matmul, which its oneDNN carries out: twice as fast at these shapes as
 * Nd4j.gemm, which goes to OpenBLAS.
 */
final class Nd4jFullyConnected implements WeightedOperation {

  private final int batch;
  private final int units;
  private final Nd4jParameters parameters;
  private final Nd4jTensor out;
  private final Nd4jTensor outGradient;
  private final Runnable sums;
  private final Runnable inputGradient;
  private final Runnable weightGradient;
  private final Nd4jActivation activation;
  private final float[] biases;
  private final float[] row;

  Nd4jFullyConnected(
      Nd4jDevice device,
      Signal input,
      Nd4jParameters parameters,
      Activation activation,
      Signal output) {
    this.parameters = parameters;
    batch = output.shape().batch();
    units = output.shape().imageLength();
    out = Nd4jTensor.of(output.value());
    INDArray x = Nd4jTensor.of(input.value()).vectors();
    long inputs = input.shape().imageLength();
    INDArray w = parameters.weights(inputs, units);
    sums = product(device, x, w, out.vectors(), 0, 0);
    if (output.hasGradient()) {
      outGradient = Nd4jTensor.of(output.gradient());
      INDArray dx = Nd4jTensor.of(input.gradient()).vectors();
      INDArray dy = outGradient.vectors();
      inputGradient = product(device, dy, w, dx, 0, 1);
      weightGradient = product(device, x, dy, parameters.weightGradient(inputs, units), 1, 0);
    } else {
      outGradient = null;
      inputGradient = () -> {};
      weightGradient = () -> {};
    }
    this.activation = new Nd4jActivation(device, activation, output);
    biases = new float[units];
    row = new float[units];
  }

  private static Runnable product(
      Nd4jDevice device,
      INDArray left,
      INDArray right,
      INDArray result,
      int transposeLeft,
      int transposeRight) {
    return device.operation(
        "matmul",
        new INDArray[] {left, right},
        new INDArray[] {result},
        new double[0],
        transposeLeft,
        transposeRight,
        0);
  }

  @Override
  public void forward() {
    sums.run();
    FloatBuffer buffer = out.buffer();
    parameters.values().buffer().get(parameters.biasRange().offset(), biases);
    for (int image = 0; image < batch; image++) {
      buffer.get(image * units, row);
      for (int unit = 0; unit < units; unit++) {
        row[unit] += biases[unit];
      }
      buffer.put(image * units, row);
    }
    activation.forward();
  }

  @Override
  public void backward(Wanted wanted) {
    activation.backward();
    if (wanted != Wanted.PARAMETER_GRADIENTS) {
      inputGradient.run();
    }
    if (wanted != Wanted.INPUT_GRADIENT) {
      addUpParameterGradients();
    }
  }

  private void addUpParameterGradients() {
    weightGradient.run();
    FloatBuffer buffer = outGradient.buffer();
    Arrays.fill(biases, 0f);
    for (int image = 0; image < batch; image++) {
      buffer.get(image * units, row);
      for (int unit = 0; unit < units; unit++) {
        biases[unit] += row[unit];
      }
    }
    parameters.gradients().buffer().put(parameters.biasRange().offset(), biases);
  }
}
