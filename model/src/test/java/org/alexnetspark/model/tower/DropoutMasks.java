package org.alexnetspark.model.tower;

import org.alexnetspark.model.NetworkSpecification;

/** Shows the masks of dropout to tests of the whole network. */
public final class DropoutMasks {

  private DropoutMasks() {}

  /** That of the first image's outputs of one layer in one tower. */
  public static float[] of(NetworkSpecification specification, long seed, int tower, int layer) {
    float[] mask = new float[specification.layers().get(layer).outputLength(tower)];
    DropoutMask.fill(mask, specification.dropout(), seed, tower, layer);
    return mask;
  }
}
