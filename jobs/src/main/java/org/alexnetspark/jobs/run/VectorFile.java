package org.alexnetspark.jobs.run;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.alexnetspark.preprocess.statistics.NumpyHeader;

/**
 * A vector of float32 in NumPy's format, in pieces so that no second copy of a large model is
 * needed.
 */
public final class VectorFile {
  private static final int CHUNK = 1 << 18;

  private VectorFile() {}

  /** Writes the whole vector; the stream stays open. */
  public static void write(OutputStream out, float[] vector) throws IOException {
    out.write(NumpyHeader.of(vector.length));
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < vector.length; start += CHUNK) {
      int count = Math.min(CHUNK, vector.length - start);
      bytes.asFloatBuffer().put(vector, start, count);
      out.write(bytes.array(), 0, count * Float.BYTES);
    }
  }

  /**
   * Reads a vector of a known length.
   *
   * @throws IOException when the stream holds anything else
   */
  public static float[] read(InputStream in, int length) throws IOException {
    byte[] expected = NumpyHeader.of(length);
    byte[] header = in.readNBytes(expected.length);
    if (!Arrays.equals(header, expected)) {
      throw new IOException("not a NumPy file of " + length + " float32 numbers");
    }
    float[] vector = new float[length];
    DataInputStream data = new DataInputStream(in);
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < length; start += CHUNK) {
      int count = Math.min(CHUNK, length - start);
      try {
        data.readFully(bytes.array(), 0, count * Float.BYTES);
      } catch (EOFException e) {
        throw new IOException("the file ends early: " + length + " numbers were expected", e);
      }
      bytes.asFloatBuffer().get(vector, start, count);
    }
    return vector;
  }
}
