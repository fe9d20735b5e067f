package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.specification.ParameterLayout.Range;

/** One layer's stretch of a tower's vectors. */
record CudaParameters(CudaParameterVector vector, Range weightRange, Range biasRange)
    implements Parameters {

  static CudaParameters of(Parameters parameters) {
    return SameDevice.require(CudaParameters.class, parameters);
  }

  /** The weights as products read them. */
  Address weights() {
    return vector.products(weightRange.offset());
  }

  /** Their gradient, in fp32. */
  Address weightGradient() {
    return vector.gradients(weightRange.offset());
  }

  Address biases() {
    return vector.values(biasRange.offset());
  }

  Address biasGradient() {
    return vector.gradients(biasRange.offset());
  }
}
