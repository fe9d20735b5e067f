package org.alexnetspark.model.device;

import org.alexnetspark.model.specification.UpdateRule;

/** All parameters of a tower with their momentum and gradient, in the canonical order. */
public interface ParameterVector extends ParameterValues {

  /** Copies parameters and momentum from the host, from {@code offset} of both arrays on. */
  void write(float[] parameters, float[] momentum, int offset);

  /** Copies parameters and momentum to the host, to {@code offset} of both arrays on. */
  void read(float[] parameters, float[] momentum, int offset);

  /** Copies the gradient of the last backward pass to the host. */
  void readGradient(float[] gradient, int offset);

  /** Moves the parameters by the rule; the first {@code decaying} of them decay. */
  void update(UpdateRule rule, int decaying);
}
