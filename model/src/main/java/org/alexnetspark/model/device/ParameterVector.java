package org.alexnetspark.model.device;

import java.util.List;

/** All parameters of a tower with their momentum and gradient, in the canonical order. */
public interface ParameterVector extends ParameterValues {

  /** Copies parameters and momentum from the host, from {@code offset} of both arrays on. */
  void write(float[] parameters, float[] momentum, int offset);

  /** Copies parameters and momentum to the host, to {@code offset} of both arrays on. */
  void read(float[] parameters, float[] momentum, int offset);

  /** Copies the gradient of the last backward pass to the host. */
  void readGradient(float[] gradient, int offset);

  /**
   * Moves parameters by the rule of {@link org.alexnetspark.model.specification.UpdateRule}.
   *
   * @param stretches in their order; what they leave out stays as it is, momentum included
   */
  void update(float momentum, List<Stretch> stretches);
}
