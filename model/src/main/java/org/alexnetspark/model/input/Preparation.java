package org.alexnetspark.model.input;

import java.util.List;

/**
 * What turns stored 8-bit pixels into the numbers that the network reads: crop, mirror, subtraction
 * of the mean image (aligned with the crop, before the mirror) and a shift of the colours; the
 * paper's sections 2 and 4.1. The numbers lie around zero, in levels of 0..255.
 *
 * @param imageSize side of the stored images
 * @param crop side of the network's input, at most imageSize
 * @param mean [imageSize, imageSize, 3], RGB
 */
public record Preparation(int imageSize, int crop, float[] mean) {
  private static final int CHANNELS = 3;

  /**
   * @throws IllegalArgumentException if the crop or the mean image does not fit the stored images
   */
  public Preparation {
    if (crop > imageSize) {
      throw new IllegalArgumentException(
          "a crop of " + crop + " does not fit into images of " + imageSize + " x " + imageSize);
    }
    if (mean.length != imageSize * imageSize * CHANNELS) {
      throw new IllegalArgumentException(
          "a mean image of "
              + mean.length
              + " numbers for images of "
              + imageSize
              + " x "
              + imageSize);
    }
  }

  /** Numbers of one input: crop x crop x 3. */
  public int length() {
    return crop * crop * CHANNELS;
  }

  /**
   * Prepares images, one after the other.
   *
   * @param inputs receives {@link #length} numbers for each
   * @param offset of the first
   */
  public void prepare(List<ViewedImage> images, float[] inputs, int offset) {
    for (int i = 0; i < images.size(); i++) {
      prepare(images.get(i), inputs, offset + i * length());
    }
  }

  /** Prepares one image. */
  public void prepare(ViewedImage image, float[] inputs, int offset) {
    shift(image, inputs, offset);
    if (image.factor() != 1) {
      for (int i = offset; i < offset + length(); i++) {
        inputs[i] *= image.factor();
      }
    }
  }

  /** All but the factor, in one pass. */
  private void shift(ViewedImage image, float[] inputs, int offset) {
    byte[] pixels = image.pixels();
    float[] shift = image.shift();
    View view = image.view();
    int rowLength = crop * CHANNELS;
    for (int y = 0; y < crop; y++) {
      int source = ((view.top() + y) * imageSize + view.left()) * CHANNELS;
      int target = offset + y * rowLength;
      if (view.mirrored()) {
        for (int x = 0; x < rowLength; x += CHANNELS) {
          int from = source + x;
          int to = target + rowLength - CHANNELS - x;
          inputs[to] = (pixels[from] & 0xff) - mean[from] + shift[0];
          inputs[to + 1] = (pixels[from + 1] & 0xff) - mean[from + 1] + shift[1];
          inputs[to + 2] = (pixels[from + 2] & 0xff) - mean[from + 2] + shift[2];
        }
      } else {
        for (int x = 0; x < rowLength; x += CHANNELS) {
          int from = source + x;
          int to = target + x;
          inputs[to] = (pixels[from] & 0xff) - mean[from] + shift[0];
          inputs[to + 1] = (pixels[from + 1] & 0xff) - mean[from + 1] + shift[1];
          inputs[to + 2] = (pixels[from + 2] & 0xff) - mean[from + 2] + shift[2];
        }
      }
    }
  }
}
