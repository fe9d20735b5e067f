package org.alexnetspark.model.device.onednn;

import org.alexnetspark.model.ParameterLayout.Range;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.SameDevice;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/** One layer's stretch of a tower's vectors. */
record OneDnnParameters(OneDnnParameterVector vector, Range weightRange, Range biasRange)
    implements Parameters {

  static OneDnnParameters of(Parameters parameters) {
    return SameDevice.require(OneDnnParameters.class, parameters);
  }

  /** The master weights as what the description says, without a copy. */
  memory weights(memory.desc description) {
    return vector.values(description, weightRange.offset());
  }

  memory weightGradient(memory.desc description) {
    return vector.gradients(description, weightRange.offset());
  }

  memory biases() {
    return vector.values(biasDescription(), biasRange.offset());
  }

  memory biasGradient() {
    return vector.gradients(biasDescription(), biasRange.offset());
  }

  memory.desc biasDescription() {
    return new memory.desc(new long[] {biasRange.length()}, data_type.f32, format_tag.a);
  }

  /** Runs a copy of the master weights now and whenever they have changed. */
  void follow(Runnable copy) {
    vector.follow(copy);
  }
}
