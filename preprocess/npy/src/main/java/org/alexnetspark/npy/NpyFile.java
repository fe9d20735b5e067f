package org.alexnetspark.npy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Arrays of float32 in NumPy's file format, version 1.0: little-endian, in C order. Numbers pass in
 * pieces, so that no second copy of a large model is needed.
 */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** NumPy wants its data to begin at a multiple of this. */
  private static final int ALIGNMENT = 64;

  /** Bytes before the description. */
  private static final int PREFIX = MAGIC.length + Short.BYTES;

  /** Floats that pass at a time. */
  private static final int PIECE = 1 << 18;

  private static final Pattern DESCRIPTION =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d+(?:, \\d+)*),?\\), \\}\\s*");

  private NpyFile() {}

  /**
   * Writes an array; the stream stays open.
   *
   * @param shape lengths of its dimensions, outermost first
   */
  public static void write(OutputStream out, float[] values, int... shape) throws IOException {
    if (length(shape) != values.length) {
      throw new IllegalArgumentException(
          values.length + " numbers are no array of " + words(shape));
    }
    out.write(header(shape));
    byte[] piece = piece(values.length);
    FloatBuffer numbers = numbers(piece);
    for (int start = 0; start < values.length; start += PIECE) {
      int count = Math.min(PIECE, values.length - start);
      numbers.put(0, values, start, count);
      out.write(piece, 0, count * Float.BYTES);
    }
  }

  /** The file of a square RGB image, [size, size, 3]. */
  public static byte[] ofImage(float[] image) {
    int side = (int) Math.round(Math.sqrt(image.length / 3.0));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(out, image, side, side, 3);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  /**
   * Reads an array of a known shape to its end; the stream may go on.
   *
   * @throws IOException if the stream holds anything else
   */
  public static float[] read(InputStream in, int... shape) throws IOException {
    int[] found = shape(in);
    if (!Arrays.equals(found, shape)) {
      throw new IOException(
          "a NumPy file of " + words(found) + " float32 numbers, expected " + words(shape));
    }
    return values(in, length(shape));
  }

  /**
   * The numbers of a square RGB image's file, [size, size, 3].
   *
   * @throws IOException if it is another array, or none
   */
  public static float[] image(byte[] file) throws IOException {
    InputStream in = new ByteArrayInputStream(file);
    int[] shape = shape(in);
    if (shape.length != 3 || shape[0] != shape[1] || shape[2] != 3) {
      throw new IOException("a NumPy file of " + words(shape) + ", expected a square RGB image");
    }
    long length = length(shape);
    if (in.available() != length * Float.BYTES) {
      throw new IOException(
          "a NumPy file of " + words(shape) + " with " + in.available() + " bytes of numbers");
    }
    return values(in, length);
  }

  private static int[] shape(InputStream in) throws IOException {
    byte[] prefix = in.readNBytes(PREFIX);
    if (prefix.length < PREFIX || !Arrays.equals(prefix, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException("not a NumPy file of version 1.0");
    }
    int length =
        Short.toUnsignedInt(
            ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getShort(MAGIC.length));
    String found = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    Matcher description = DESCRIPTION.matcher(found);
    if (!description.matches()) {
      throw new IOException("not a NumPy file of float32 numbers, but of " + found.strip());
    }
    try {
      int[] shape =
          Arrays.stream(description.group(1).split(", ", -1)).mapToInt(Integer::parseInt).toArray();
      Math.toIntExact(length(shape));
      return shape;
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IOException("a NumPy file of more numbers than fit: " + found.strip(), e);
    }
  }

  private static float[] values(InputStream in, long length) throws IOException {
    float[] values = new float[Math.toIntExact(length)];
    byte[] piece = piece(values.length);
    FloatBuffer numbers = numbers(piece);
    for (int start = 0; start < values.length; start += PIECE) {
      int count = Math.min(PIECE, values.length - start);
      if (in.readNBytes(piece, 0, count * Float.BYTES) < count * Float.BYTES) {
        throw new IOException("the file ends early: " + length + " numbers were expected");
      }
      numbers.get(0, values, start, count);
    }
    return values;
  }

  private static byte[] piece(int values) {
    return new byte[Math.min(PIECE, values) * Float.BYTES];
  }

  private static FloatBuffer numbers(byte[] piece) {
    return ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private static long length(int... shape) {
    return Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
  }

  private static byte[] header(int... shape) {
    String description =
        "{'descr': '<f4', 'fortran_order': False, 'shape': " + words(shape) + ", }";
    int unpadded = PREFIX + description.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    String padded = description + " ".repeat(padding) + "\n";
    return ByteBuffer.allocate(PREFIX + padded.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  /** As Python writes it: a tuple of one with a comma behind it. */
  private static String words(int... shape) {
    return Arrays.stream(shape)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
  }
}
