package org.alexnetspark.preprocess.image;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory for a native library that is used again for the next photograph. Not counted as JavaCPP
 * counts its own, whose limit follows from the heap's.
 */
final class NativeBuffer {
  /** Photographs are hardly larger than this; what is taken for one that is, is given back. */
  private static final long MOST_KEPT = 64 << 20;

  /** Of the file and of its pixels, most photographs have fewer bytes. */
  private static final long FIRST_CAPACITY = 1 << 20;

  private long address;
  private long capacity;

  /** 0 when there is none. */
  long address() {
    return address;
  }

  /** Makes it hold at least so many bytes, of any content; says whether there was memory for it. */
  boolean makeRoom(long bytes) {
    if (capacity < bytes) {
      free();
      long wanted = bytes < FIRST_CAPACITY ? FIRST_CAPACITY : bytes + bytes / 4;
      address = Native.malloc(wanted);
      capacity = address == 0 ? 0 : wanted;
    }
    return address != 0;
  }

  /** Its first bytes, valid until the next {@link #makeRoom}, {@link #shrink} or {@link #free}. */
  ByteBuffer bytes(long count) {
    return new Pointer(address).getByteBuffer(0, count).order(ByteOrder.nativeOrder());
  }

  /** Gives back what is more than is kept. */
  void shrink() {
    if (capacity > MOST_KEPT) {
      free();
    }
  }

  void free() {
    if (address != 0) {
      Native.free(address);
    }
    address = 0;
    capacity = 0;
  }
}
