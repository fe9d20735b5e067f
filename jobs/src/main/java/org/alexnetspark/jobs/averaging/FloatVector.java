package org.alexnetspark.jobs.averaging;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * Floats that travel between processes as one run of bytes; Java's own serialisation takes them
 * element by element.
 */
public final class FloatVector implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int CHUNK = 1 << 18;

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
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(CHUNK, values.length) * Float.BYTES);
    for (int start = 0; start < values.length; start += CHUNK) {
      int count = Math.min(CHUNK, values.length - start);
      bytes.asFloatBuffer().put(values, start, count);
      out.write(bytes.array(), 0, count * Float.BYTES);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException {
    values = new float[in.readInt()];
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(CHUNK, values.length) * Float.BYTES);
    for (int start = 0; start < values.length; start += CHUNK) {
      int count = Math.min(CHUNK, values.length - start);
      in.readFully(bytes.array(), 0, count * Float.BYTES);
      bytes.asFloatBuffer().get(values, start, count);
    }
  }
}
