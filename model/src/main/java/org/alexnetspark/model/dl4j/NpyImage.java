package org.alexnetspark.model.dl4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A square RGB image of floats as a NumPy file, version 1.0. */
public final class NpyImage {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int CHANNELS = 3;

  private NpyImage() {}

  /** An image as a NumPy file. */
  public static byte[] encode(float[] image) {
    String header = header(side(image.length));
    ByteBuffer bytes =
        ByteBuffer.allocate(MAGIC.length + 2 + header.length() + image.length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).putShort((short) header.length());
    bytes.put(header.getBytes(StandardCharsets.US_ASCII));
    bytes.asFloatBuffer().put(image);
    return bytes.array();
  }

  /**
   * The image of a NumPy file.
   *
   * @throws IOException if it is none of [size, size, 3] floats
   */
  public static float[] decode(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < MAGIC.length + 2
        || !Arrays.equals(MAGIC, Arrays.copyOf(file, MAGIC.length))) {
      throw new IOException("no NumPy file of version 1.0");
    }
    int start = MAGIC.length + 2 + Short.toUnsignedInt(bytes.getShort(MAGIC.length));
    float[] image = new float[(file.length - start) / Float.BYTES];
    String found =
        new String(file, MAGIC.length + 2, start - MAGIC.length - 2, StandardCharsets.US_ASCII);
    String expected = header(side(image.length));
    if (!found.strip().equals(expected.strip())) {
      throw new IOException("a NumPy file of " + found.strip() + ", expected " + expected.strip());
    }
    bytes.position(start).asFloatBuffer().get(image);
    return image;
  }

  private static int side(int length) {
    int side = (int) Math.round(Math.sqrt(length / (double) CHANNELS));
    if (side * side * CHANNELS != length) {
      throw new IllegalArgumentException(length + " numbers are no square RGB image");
    }
    return side;
  }

  /** Padded, as the format asks, so that the data begins at a multiple of 64 bytes. */
  private static String header(int side) {
    String dictionary =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, %d), }",
            side,
            side,
            CHANNELS);
    int unpadded = MAGIC.length + 2 + dictionary.length() + 1;
    return dictionary + " ".repeat((64 - unpadded % 64) % 64) + "\n";
  }
}
