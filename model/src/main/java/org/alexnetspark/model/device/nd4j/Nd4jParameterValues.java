package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.device.ParameterValues;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.specification.ParameterLayout.Range;

/** A flat vector that nobody trains. */
record Nd4jParameterValues(Memory values) implements ParameterValues {

  @Override
  public Parameters layer(Range weights, Range biases) {
    return new Nd4jParameters(values, null, weights, biases);
  }

  @Override
  public void write(float[] parameters, int offset) {
    values.buffer().put(0, parameters, offset, values.length());
  }
}
