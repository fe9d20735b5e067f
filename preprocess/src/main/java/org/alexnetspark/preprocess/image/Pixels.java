package org.alexnetspark.preprocess.image;

import java.nio.ByteBuffer;

/** Small operations on interleaved 8-bit samples. */
public final class Pixels {
  private Pixels() {}

  /** RGB for BGR and the reverse, as a new array. */
  public static byte[] swapRedAndBlue(ByteBuffer samples) {
    byte[] swapped = new byte[samples.remaining()];
    if (samples.hasArray()) {
      swap(samples.array(), samples.arrayOffset() + samples.position(), swapped);
    } else {
      samples.duplicate().get(swapped);
      swap(swapped, 0, swapped);
    }
    return swapped;
  }

  private static void swap(byte[] samples, int offset, byte[] swapped) {
    for (int i = 0; i + 2 < swapped.length; i += 3) {
      byte first = samples[offset + i];
      swapped[i] = samples[offset + i + 2];
      swapped[i + 1] = samples[offset + i + 1];
      swapped[i + 2] = first;
    }
  }

  /** RGB for BGR and the reverse, as a new array. */
  public static byte[] swapRedAndBlue(byte[] samples) {
    return swapRedAndBlue(ByteBuffer.wrap(samples));
  }
}
