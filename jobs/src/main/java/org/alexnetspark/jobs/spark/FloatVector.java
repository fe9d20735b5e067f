package org.alexnetspark.jobs.spark;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Floats that travel between processes as one run of bytes; Java's own serialisation takes them
 * element by element.
 */
public final class FloatVector implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int CHUNK = 1 << 16;

  private transient float[] values;

  /** Wraps the array; it is not copied. */
  public FloatVector(float[] values) {
    this.values = values;
  }

  /** The array itself, to be read only. */
  public float[] values() {
    return values;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.writeInt(values.length);
    byte[] bytes = new byte[Math.min(CHUNK, values.length) * Float.BYTES];
    FloatBuffer floats = floats(bytes);
    for (int start = 0; start < values.length; start += CHUNK) {
      int count = Math.min(CHUNK, values.length - start);
      floats.clear().put(values, start, count);
      out.write(bytes, 0, count * Float.BYTES);
    }
  }

  /** Little-endian, as most processors are: then floats are copied and not turned around. */
  private static FloatBuffer floats(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private void readObject(ObjectInputStream in) throws IOException {
    values = new float[in.readInt()];
    byte[] bytes = new byte[Math.min(CHUNK, values.length) * Float.BYTES];
    FloatBuffer floats = floats(bytes);
    for (int start = 0; start < values.length; start += CHUNK) {
      int count = Math.min(CHUNK, values.length - start);
      in.readFully(bytes, 0, count * Float.BYTES);
      floats.clear().get(values, start, count);
    }
  }
}
