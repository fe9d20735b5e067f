package org.alexnetspark.preprocess.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEG with four components and without Adobe's marker. Its samples are ink amounts as they are;
 * OpenCV would take them for Adobe's inverted ones and return a negative.
 */
final class InkJpegDecoder {
  private static final int INKS = 4;

  private InkJpegDecoder() {}

  static Raster decode(byte[] content) throws ImageRejectedException {
    java.awt.image.Raster inks = read(content);
    int width = inks.getWidth();
    int height = inks.getHeight();
    ByteBuffer samples = ByteBuffer.allocate(width * height * Raster.CHANNELS);
    int[] row = new int[width * INKS];
    for (int y = 0; y < height; y++) {
      inks.getPixels(0, y, width, 1, row);
      for (int x = 0; x < row.length; x += INKS) {
        int light = 255 - row[x + 3];
        samples.put(mix(row[x + 2], light)).put(mix(row[x + 1], light)).put(mix(row[x], light));
      }
    }
    return new BgrRaster(width, height, width * Raster.CHANNELS, samples);
  }

  private static byte mix(int ink, int light) {
    return (byte) (((255 - ink) * light + 127) / 255);
  }

  private static java.awt.image.Raster read(byte[] content) throws ImageRejectedException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(in, true, true);
      return reader.readRaster(0, null);
    } catch (IOException | RuntimeException e) {
      throw new ImageRejectedException(
          RejectReason.UNDECODABLE, "CMYK JPEG cannot be decoded: " + e.getMessage());
    } finally {
      reader.dispose();
    }
  }
}
