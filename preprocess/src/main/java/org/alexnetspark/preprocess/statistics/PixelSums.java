package org.alexnetspark.preprocess.statistics;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import org.alexnetspark.preprocess.image.Framing;

/**
 * What training images are counted into, as whole numbers: sums of 8-bit samples never round, so
 * the order in which images are added, and how they are spread over tasks, cannot change the result
 * by a single bit.
 */
public sealed interface PixelSums extends Serializable permits ImageSums, ColorSums {

  /**
   * The sums of no image.
   *
   * @param size shorter side of the images in pixels
   */
  static PixelSums none(Framing framing, int size) {
    return framing == Framing.CROP ? new ImageSums(size) : new ColorSums();
  }

  /** Reads what {@link #write} wrote of images of that framing. */
  static PixelSums read(Framing framing, DataInputStream in) throws IOException {
    return framing == Framing.CROP ? ImageSums.read(in) : ColorSums.read(in);
  }

  /**
   * Counts an image in.
   *
   * @param bgr blue, green, red, row by row
   */
  void add(byte[] bgr);

  /** Adds the sums of other images of the same framing and size to these, and returns these. */
  PixelSums merge(PixelSums other);

  /** Writes the sums. */
  void write(DataOutputStream out) throws IOException;

  /** Images counted. */
  long images();

  /** The principal components of the colours of all pixels counted; of at least one image. */
  PrincipalComponents principalComponents();
}
