package org.alexnetspark.preprocess.image;

import java.util.Locale;

/** Refuses images that announce more pixels than memory has room for. */
final class PixelLimit {
  private PixelLimit() {}

  static void check(String what, long width, long height, long maxPixels)
      throws ImageRejectedException {
    // Sides below 2^32 each: the quotient cannot overflow where the product could.
    if (height > 0 && width > maxPixels / height) {
      throw new ImageRejectedException(
          RejectReason.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "%s announces %d x %d pixels; at most %d are allowed",
              what,
              width,
              height,
              maxPixels));
    }
  }
}
