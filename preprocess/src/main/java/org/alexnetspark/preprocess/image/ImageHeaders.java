package org.alexnetspark.preprocess.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.alexnetspark.preprocess.image.ImageHeader.Decoder;

/**
 * Reads format and size from the first bytes of a file, so that a small file which announces an
 * enormous image is refused before memory is taken for it.
 */
final class ImageHeaders {
  private static final int PNG_SIGNATURE_BYTES = 8;

  /** Length, type and checksum around a chunk's data. */
  private static final int PNG_CHUNK_FRAME_BYTES = 12;

  /** IEND. */
  private static final int PNG_END = 0x49454E44;

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
            case JPEG -> JpegHeader.parse(in);
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

  static ImageFormat format(byte[] content) throws ImageRejectedException {
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
    } else if ((start.startsWith("II*\0") && !start.startsWith("CR\2", 8))
        || start.startsWith("MM\0*")) {
      return ImageFormat.TIFF;
    }
    throw new ImageRejectedException(
        RejectReason.UNKNOWN_FORMAT,
        ForeignContent.of(content)
            .map(known -> "the content is " + known.name() + "; " + known.remedy())
            .orElse("the content is no JPEG, PNG, GIF, BMP, WebP or TIFF"));
  }

  private static ImageHeader png(ByteBuffer in) throws ImageRejectedException {
    checkPngChunks(in);
    return general(
        ImageFormat.PNG,
        Integer.toUnsignedLong(in.getInt(16)),
        Integer.toUnsignedLong(in.getInt(20)));
  }

  /**
   * OpenCV takes as much memory as a chunk announces, up to 4 GB, before it looks whether the file
   * is that long.
   */
  private static void checkPngChunks(ByteBuffer in) throws ImageRejectedException {
    long position = PNG_SIGNATURE_BYTES;
    while (position + PNG_CHUNK_FRAME_BYTES <= in.limit()) {
      if (in.getInt((int) position + Integer.BYTES) == PNG_END) {
        return;
      }
      position += PNG_CHUNK_FRAME_BYTES + Integer.toUnsignedLong(in.getInt((int) position));
      if (position > in.limit()) {
        throw new ImageRejectedException(RejectReason.TRUNCATED, "PNG ends inside a chunk");
      }
    }
  }

  /** The canvas; {@link GifDecoder} looks at the frame. */
  private static ImageHeader gif(ByteBuffer in) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    return new ImageHeader(
        ImageFormat.GIF,
        Short.toUnsignedInt(in.getShort(6)),
        Short.toUnsignedInt(in.getShort(8)),
        Decoder.GIF);
  }

  private static ImageHeader bmp(ByteBuffer in) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    boolean old = in.getInt(14) == 12;
    return old
        ? general(
            ImageFormat.BMP,
            Short.toUnsignedInt(in.getShort(18)),
            Short.toUnsignedInt(in.getShort(20)))
        // A negative height says that rows go from the top to the bottom.
        : general(ImageFormat.BMP, in.getInt(18), Math.abs((long) in.getInt(22)));
  }

  private static ImageHeader webp(ByteBuffer in) throws ImageRejectedException {
    in.order(ByteOrder.LITTLE_ENDIAN);
    byte[] name = new byte[4];
    in.get(12, name);
    return switch (new String(name, StandardCharsets.ISO_8859_1)) {
      case "VP8 " -> general(ImageFormat.WEBP, in.getShort(26) & 0x3FFF, in.getShort(28) & 0x3FFF);
      case "VP8L" -> {
        int bits = in.getInt(21);
        yield general(ImageFormat.WEBP, (bits & 0x3FFF) + 1, (bits >>> 14 & 0x3FFF) + 1);
      }
      case "VP8X" ->
          general(ImageFormat.WEBP, (in.getInt(24) & 0xFFFFFF) + 1, (in.getInt(26) >>> 8) + 1);
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
    return general(ImageFormat.TIFF, width, height);
  }

  private static ImageHeader general(ImageFormat format, long width, long height) {
    return new ImageHeader(format, width, height, Decoder.GENERAL);
  }
}
