package org.alexnetspark.model.device.onednn;

import java.util.function.Consumer;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * One layer's stretch of a tower's vectors.
 *
 * @param gradients the whole vector; null where nobody trains
 */
record OneDnnParameters(
    OneDnnParameterValues values, memory gradients, Range weightRange, Range biasRange)
    implements Parameters {

  static OneDnnParameters of(Parameters parameters) {
    return SameDevice.require(OneDnnParameters.class, parameters);
  }

  /** The master weights as what the description says, without a copy. */
  memory weights(memory.desc description) {
    return values.view(description, weightRange.offset());
  }

  /** See {@link OneDnnParameterValues#copy}. */
  memory copyOfWeights(memory.desc description, Consumer<memory> fill) {
    return values.copy(weightRange.offset(), description, fill);
  }

  memory weightGradient(memory.desc description) {
    return gradient(description, weightRange);
  }

  memory biases() {
    return values.view(biasDescription(), biasRange.offset());
  }

  /** See {@link OneDnnParameterValues#copy}. */
  memory copyOfBiases(memory.desc description, Consumer<memory> fill) {
    return values.copy(biasRange.offset(), description, fill);
  }

  memory biasGradient() {
    return gradient(biasDescription(), biasRange);
  }

  memory.desc biasDescription() {
    return new memory.desc(new long[] {biasRange.length()}, data_type.f32, format_tag.a);
  }

  /** Runs a copy of the master weights now and whenever they have changed. */
  void follow(Runnable copy) {
    values.follow(copy);
  }

  /** Of everything that lives as long as the weights do, copies of them included. */
  OneDnnEngine engine() {
    return values.engine();
  }

  private memory gradient(memory.desc description, Range range) {
    return values.engine().view(description, gradients, (long) range.offset() * Float.BYTES);
  }
}
