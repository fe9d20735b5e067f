package org.alexnetspark.preprocess.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The first frame of a GIF on its canvas: OpenCV's preset is built without GIF. */
final class GifDecoder {
  private static final int SCREEN_DESCRIPTOR = 6;
  private static final int SCREEN_DESCRIPTOR_END = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;

  private GifDecoder() {}

  /** Where the first frame lies on the canvas. */
  private record Frame(int left, int top, int width, int height) {}

  static Raster decode(byte[] content, ImageHeader header, long maxPixels)
      throws ImageRejectedException {
    Frame frame = firstFrame(content);
    PixelLimit.check("GIF frame", frame.width(), frame.height(), maxPixels);
    BufferedImage image = read(content);
    int width = (int) header.width();
    int height = (int) header.height();
    byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    int visibleWidth = Math.min(image.getWidth(), width - frame.left());
    int visibleHeight = Math.min(image.getHeight(), height - frame.top());
    for (int y = 0; y < visibleHeight; y++) {
      int out = ((frame.top() + y) * width + frame.left()) * Raster.CHANNELS;
      for (int x = 0; x < visibleWidth; x++) {
        int rgb = image.getRGB(x, y);
        samples[out++] = (byte) rgb;
        samples[out++] = (byte) (rgb >> 8);
        samples[out++] = (byte) (rgb >> 16);
      }
    }
    return new BgrRaster(width, height, width * Raster.CHANNELS, ByteBuffer.wrap(samples));
  }

  private static Frame firstFrame(byte[] content) throws ImageRejectedException {
    ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    try {
      in.position(SCREEN_DESCRIPTOR_END + colorTableBytes(in.get(SCREEN_DESCRIPTOR + 4)));
      int block = in.get();
      while (block == EXTENSION) {
        in.get();
        skipSubBlocks(in);
        block = in.get();
      }
      if (block != IMAGE) {
        throw new ImageRejectedException(RejectReason.UNDECODABLE, "GIF without an image");
      }
      return new Frame(
          Short.toUnsignedInt(in.getShort()),
          Short.toUnsignedInt(in.getShort()),
          Short.toUnsignedInt(in.getShort()),
          Short.toUnsignedInt(in.getShort()));
    } catch (java.nio.BufferUnderflowException | IllegalArgumentException e) {
      throw new ImageRejectedException(RejectReason.TRUNCATED, "GIF ends before its first image");
    }
  }

  private static int colorTableBytes(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static void skipSubBlocks(ByteBuffer in) {
    int length = Byte.toUnsignedInt(in.get());
    while (length > 0) {
      in.position(in.position() + length);
      length = Byte.toUnsignedInt(in.get());
    }
  }

  private static BufferedImage read(byte[] content) throws ImageRejectedException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(in, true, true);
      return reader.read(0);
    } catch (EOFException e) {
      throw new ImageRejectedException(RejectReason.TRUNCATED, "GIF ends inside its first image");
    } catch (IOException | RuntimeException e) {
      throw new ImageRejectedException(
          RejectReason.UNDECODABLE, "GIF cannot be decoded: " + e.getMessage());
    } finally {
      reader.dispose();
    }
  }
}
