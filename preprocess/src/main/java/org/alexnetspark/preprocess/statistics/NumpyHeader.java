package org.alexnetspark.preprocess.statistics;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What stands before the numbers in a file of NumPy's format, version 1.0: little-endian float32 in
 * C order.
 */
public final class NumpyHeader {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** NumPy wants its data to begin at a multiple of this. */
  private static final int ALIGNMENT = 64;

  private NumpyHeader() {}

  /** The header of an array of that shape. */
  public static byte[] of(int... shape) {
    // Python writes a tuple of one with a comma behind it.
    String end = shape.length == 1 ? ",)" : ")";
    String sizes =
        Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", ", "(", end));
    String description = "{'descr': '<f4', 'fortran_order': False, 'shape': " + sizes + ", }";
    int prefix = MAGIC.length + Short.BYTES;
    int unpadded = prefix + description.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    String padded = description + " ".repeat(padding) + "\n";
    return ByteBuffer.allocate(prefix + padded.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
