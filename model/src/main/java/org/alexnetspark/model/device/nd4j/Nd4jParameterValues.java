package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.ParameterLayout.Range;
import org.alexnetspark.model.device.ParameterValues;
import org.alexnetspark.model.device.Parameters;

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
