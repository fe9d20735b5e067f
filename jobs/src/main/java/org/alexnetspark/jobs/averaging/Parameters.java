package org.alexnetspark.jobs.averaging;

import java.io.Serializable;

/**
 * What workers start from and hand in: vectors that are averaged element by element.
 *
 * @param weights of the network
 * @param momentum as many floats, or none where momentum is not averaged
 */
public record Parameters(FloatVector weights, FloatVector momentum) implements Serializable {
  public static Parameters of(float[] weights, float[] momentum) {
    return new Parameters(new FloatVector(weights), new FloatVector(momentum));
  }
}
