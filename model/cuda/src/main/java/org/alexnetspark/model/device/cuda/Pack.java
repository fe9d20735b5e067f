package org.alexnetspark.model.device.cuda;

import java.math.BigInteger;

/**
 * Neighbouring numbers that a kernel's thread reads and writes at once.
 *
 * @param length how many
 */
record Pack(NumberType type, int length) {

  /** What one instruction moves at most. */
  private static final int MOST_BYTES = 16;

  /** The longest in which rows of a length can be dealt out, none of it in two rows. */
  static Pack dividing(int rowLength, NumberType type) {
    BigInteger most = BigInteger.valueOf(MOST_BYTES / type.bytes());
    return new Pack(type, most.gcd(BigInteger.valueOf(rowLength)).intValueExact());
  }
}
