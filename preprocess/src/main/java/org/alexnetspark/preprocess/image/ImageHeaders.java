package org.alexnetspark.preprocess.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.alexnetspark.preprocess.image.ImageHeader.Colors;

/**
 * Reads format and size from the first bytes of a file, so that a small file which announces an
 * enormous image is refused before memory is taken for it.
 */
final class ImageHeaders {
  private static final int JPEG_START_OF_SCAN = 0xDA;
  private static final int JPEG_END = 0xD9;
  private static final int JPEG_ADOBE_SEGMENT = 0xEE;

  private static final int TIFF_WIDTH = 256;
  private static final int TIFF_HEIGHT = 257;
  private static final int TIFF_SHORT = 3;

  private ImageHeaders() {}

  /**
   * Reads the header.
   *
   * @throws ImageRejectedException when the format is unknown or the header has no usable size
   */
  static ImageHeader parse(byte[] content) throws ImageRejectedException {
    ImageFormat format = format(content);
    ByteBuffer in = ByteBuffer.wrap(content);
    ImageHeader header;
    try {
      header =
          switch (format) {
            case JPEG -> jpeg(in);
            case PNG -> png(in);
            case GIF -> gif(in);
            case BMP -> bmp(in);
            case WEBP -> webp(in);
            case TIFF -> tiff(in);
          };
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new ImageRejectedException(
          RejectReason.BROKEN_HEADER, format + " header ends before it gives a size");
    }
    if (header.width() <= 0 || header.height() <= 0) {
      throw new ImageRejectedException(
          RejectReason.BROKEN_HEADER,
          format + " header announces " + header.width() + " x " + header.height() + " pixels");
    }
    return header;
  }

  private static ImageFormat format(byte[] content) throws ImageRejectedException {
    String start =
        new String(content, 0, Math.min(content.length, 16), StandardCharsets.ISO_8859_1);
    if (start.startsWith("\u00FF\u00D8\u00FF")) {
      return ImageFormat.JPEG;
    } else if (start.startsWith("\u0089PNG\r\n\u001A\n")) {
      return ImageFormat.PNG;
    } else if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
      return ImageFormat.GIF;
    } else if (start.startsWith("BM")) {
      return ImageFormat.BMP;
    } else if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
      return ImageFormat.WEBP;
    } else if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
      return ImageFormat.TIFF;
    }
    throw new ImageRejectedException(
        RejectReason.UNKNOWN_FORMAT, "the content is no JPEG, PNG, GIF, BMP, WebP or TIFF");
  }

  /**
   * Finds the frame header the way libjpeg does: bytes between segments that are no marker count
   * for nothing.
   */
  private static ImageHeader jpeg(ByteBuffer in) throws ImageRejectedException {
    boolean adobe = false;
    ImageHeader frame = null;
    in.position(2);
    while (true) {
      int marker = in.hasRemaining() ? nextJpegMarker(in) : JPEG_END;
      if (marker == JPEG_END || marker == JPEG_START_OF_SCAN) {
        if (marker == JPEG_END || frame == null) {
          throw new ImageRejectedException(
              RejectReason.TRUNCATED, "JPEG ends before its first scan: it has no pixels");
        }
        return !adobe && frame.colors() == Colors.PLAIN_CMYK
            ? frame
            : new ImageHeader(ImageFormat.JPEG, frame.width(), frame.height(), Colors.USUAL);
      }
      if (isJpegStandalone(marker)) {
        continue;
      }
      int segment = in.position();
      int length = Short.toUnsignedInt(in.getShort());
      if (marker == JPEG_ADOBE_SEGMENT && length >= 14) {
        byte[] name = new byte[5];
        in.get(name);
        adobe |= new String(name, StandardCharsets.ISO_8859_1).equals("Adobe");
      } else if (isJpegFrame(marker)) {
        in.get();
        int height = Short.toUnsignedInt(in.getShort());
        int width = Short.toUnsignedInt(in.getShort());
        int components = Byte.toUnsignedInt(in.get());
        frame =
            new ImageHeader(
                ImageFormat.JPEG,
                width,
                height,
                components == 4 ? Colors.PLAIN_CMYK : Colors.USUAL);
      }
      in.position(Math.min(segment + length, in.limit()));
    }
  }

  private static int nextJpegMarker(ByteBuffer in) {
    int code = 0;
    while (code == 0) {
      while (Byte.toUnsignedInt(in.get()) != 0xFF) {
        // Junk between segments.
      }
      do {
        code = Byte.toUnsignedInt(in.get());
      } while (code == 0xFF);
    }
    return code;
  }

  private static boolean isJpegStandalone(int marker) {
    return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
  }

  private static boolean isJpegFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static ImageHeader png(ByteBuffer in) {
    return usual(
        ImageFormat.PNG,
        Integer.toUnsignedLong(in.getInt(16)),
        Integer.toUnsignedLong(in.getInt(20)));
  }

  /** The canvas; {@link GifDecoder} looks at the frame. */
  private static ImageHeader gif(ByteBuffer in) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    return usual(
        ImageFormat.GIF, Short.toUnsignedInt(in.getShort(6)), Short.toUnsignedInt(in.getShort(8)));
  }

  private static ImageHeader bmp(ByteBuffer in) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    boolean old = in.getInt(14) == 12;
    return old
        ? usual(
            ImageFormat.BMP,
            Short.toUnsignedInt(in.getShort(18)),
            Short.toUnsignedInt(in.getShort(20)))
        // A negative height says that rows go from the top to the bottom.
        : usual(ImageFormat.BMP, in.getInt(18), Math.abs((long) in.getInt(22)));
  }

  private static ImageHeader webp(ByteBuffer in) throws ImageRejectedException {
    in.order(ByteOrder.LITTLE_ENDIAN);
    byte[] name = new byte[4];
    in.get(12, name);
    return switch (new String(name, StandardCharsets.ISO_8859_1)) {
      case "VP8 " -> usual(ImageFormat.WEBP, in.getShort(26) & 0x3FFF, in.getShort(28) & 0x3FFF);
      case "VP8L" -> {
        int bits = in.getInt(21);
        yield usual(ImageFormat.WEBP, (bits & 0x3FFF) + 1, (bits >>> 14 & 0x3FFF) + 1);
      }
      case "VP8X" ->
          usual(ImageFormat.WEBP, (in.getInt(24) & 0xFFFFFF) + 1, (in.getInt(26) >>> 8) + 1);
      default ->
          throw new ImageRejectedException(
              RejectReason.BROKEN_HEADER, "WebP begins with no image chunk");
    };
  }

  private static ImageHeader tiff(ByteBuffer in) {
    in.order(in.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    in.position(in.getInt(4));
    int entries = Short.toUnsignedInt(in.getShort());
    long width = 0;
    long height = 0;
    for (int entry = 0; entry < entries; entry++) {
      int tag = Short.toUnsignedInt(in.getShort());
      int type = in.getShort();
      in.getInt();
      int at = in.position();
      long value =
          type == TIFF_SHORT
              ? Short.toUnsignedInt(in.getShort(at))
              : Integer.toUnsignedLong(in.getInt(at));
      in.position(at + Integer.BYTES);
      if (tag == TIFF_WIDTH) {
        width = value;
      } else if (tag == TIFF_HEIGHT) {
        height = value;
      }
    }
    return usual(ImageFormat.TIFF, width, height);
  }

  private static ImageHeader usual(ImageFormat format, long width, long height) {
    return new ImageHeader(format, width, height, Colors.USUAL);
  }
}
