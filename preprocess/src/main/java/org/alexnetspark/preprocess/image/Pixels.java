package org.alexnetspark.preprocess.image;

import java.nio.ByteBuffer;

/** Small operations on interleaved 8-bit samples. */
public final class Pixels {
  private Pixels() {}

  /** RGB for BGR and the reverse, as a new array. */
  public static byte[] swapRedAndBlue(ByteBuffer samples) {
    byte[] swapped = new byte[samples.remaining()];
    samples.duplicate().get(swapped);
    for (int i = 0; i + 2 < swapped.length; i += 3) {
      byte first = swapped[i];
      swapped[i] = swapped[i + 2];
      swapped[i + 2] = first;
    }
    return swapped;
  }

  /** RGB for BGR and the reverse, as a new array. */
  public static byte[] swapRedAndBlue(byte[] samples) {
    return swapRedAndBlue(ByteBuffer.wrap(samples));
  }
}
