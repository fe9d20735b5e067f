package org.alexnetspark.jobs.averaging;

import java.io.Serializable;
import org.alexnetspark.jobs.spark.FloatVector;

/**
 * What workers start from and hand in: vectors that are averaged element by element.
 *
 * @param weights of the network
 * @param momentum as many floats, or none where momentum is not averaged
 */
public record AveragedVectors(FloatVector weights, FloatVector momentum) implements Serializable {
  public static AveragedVectors of(float[] weights, float[] momentum) {
    return new AveragedVectors(new FloatVector(weights), new FloatVector(momentum));
  }
}
