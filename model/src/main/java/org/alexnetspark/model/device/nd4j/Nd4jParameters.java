package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One layer's stretch of a tower's vectors.
 *
 * @param gradients null where nobody trains
 */
record Nd4jParameters(Memory values, Memory gradients, Range weightRange, Range biasRange)
    implements Parameters {

  static Nd4jParameters of(Parameters parameters) {
    return SameDevice.require(Nd4jParameters.class, parameters);
  }

  INDArray weights(long... shape) {
    return values.view(weightRange.offset(), shape);
  }

  INDArray weightGradient(long... shape) {
    return gradients.view(weightRange.offset(), shape);
  }

  INDArray biases() {
    return values.view(biasRange.offset(), biasRange.length());
  }

  INDArray biasGradient() {
    return gradients.view(biasRange.offset(), biasRange.length());
  }
}
