package org.alexnetspark.model.specification;

import java.io.Serializable;

/**
 * How a paper starts a layer.
 *
 * @param deviation of the normal distribution that weights are drawn from
 * @param bias what every bias is
 */
public record StartingValues(double deviation, double bias) implements Serializable {

  public StartingValues {
    Require.that(deviation >= 0, "the initial deviation", deviation, "at least 0");
  }
}
