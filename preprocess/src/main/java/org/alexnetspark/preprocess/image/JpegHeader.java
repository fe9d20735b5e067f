package org.alexnetspark.preprocess.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.alexnetspark.preprocess.image.ImageHeader.Decoder;

/**
 * Finds the frame header of a JPEG the way libjpeg does: bytes between segments that are no marker
 * count for nothing. On the way it notes whether anything asks for more than plain decoding.
 */
final class JpegHeader {
  private static final int BASELINE = 0xC0;
  private static final int EXTENDED_SEQUENTIAL = 0xC1;
  private static final int START_OF_SCAN = 0xDA;
  private static final int END = 0xD9;
  private static final int EXIF_SEGMENT = 0xE1;
  private static final int ADOBE_SEGMENT = 0xEE;

  private static final int EXIF_ORIENTATION = 0x112;
  private static final int EXIF_ENTRY_BYTES = 12;
  private static final int UPRIGHT = 1;
  private static final int UNKNOWN = -1;

  private final ByteBuffer in;
  private boolean adobe;
  private boolean upright = true;
  private boolean hasFrame;
  private boolean sequential;
  private int precision;
  private int width;
  private int height;
  private int components;

  private JpegHeader(ByteBuffer in) {
    this.in = in;
  }

  /**
   * Reads up to the first scan.
   *
   * @throws BufferUnderflowException when the data end inside a segment
   */
  static ImageHeader parse(ByteBuffer in) throws ImageRejectedException {
    JpegHeader header = new JpegHeader(in.position(2));
    header.readSegments();
    return new ImageHeader(ImageFormat.JPEG, header.width, header.height, header.decoder());
  }

  private Decoder decoder() {
    if (components == 4 && !adobe) {
      return Decoder.INK_JPEG;
    }
    boolean plain = precision == 8 && upright && (components == 1 || components == 3);
    if (!plain) {
      return Decoder.GENERAL;
    }
    return sequential ? Decoder.SEQUENTIAL_JPEG : Decoder.PLAIN_JPEG;
  }

  private void readSegments() throws ImageRejectedException {
    int marker = nextMarker();
    while (marker != START_OF_SCAN) {
      if (marker == END) {
        throw withoutPixels();
      }
      if (!isStandalone(marker)) {
        readSegment(marker);
      }
      marker = nextMarker();
    }
    if (!hasFrame) {
      throw withoutPixels();
    }
  }

  private static ImageRejectedException withoutPixels() {
    return new ImageRejectedException(
        RejectReason.TRUNCATED, "JPEG ends before its first scan: it has no pixels");
  }

  private void readSegment(int marker) {
    int segment = in.position();
    int end = Math.min(segment + Short.toUnsignedInt(in.getShort()), in.limit());
    if (marker == ADOBE_SEGMENT) {
      adobe |= startsWith("Adobe", end) && end - segment >= 14;
    } else if (marker == EXIF_SEGMENT) {
      upright &= !startsWith("Exif\0\0", end) || orientation(end) == UPRIGHT;
    } else if (isFrame(marker)) {
      hasFrame = true;
      sequential = marker == BASELINE || marker == EXTENDED_SEQUENTIAL;
      precision = Byte.toUnsignedInt(in.get());
      height = Short.toUnsignedInt(in.getShort());
      width = Short.toUnsignedInt(in.getShort());
      components = Byte.toUnsignedInt(in.get());
    }
    in.position(end);
  }

  private boolean startsWith(String text, int end) {
    byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
    return end - in.position() >= expected.length
        && in.slice(in.position(), expected.length).equals(ByteBuffer.wrap(expected));
  }

  /** Of a segment that begins with "Exif": 1 when it says nothing, {@link #UNKNOWN} when broken. */
  private int orientation(int end) {
    ByteBuffer tiff = in.slice(in.position(), end - in.position()).position(6).slice();
    try {
      int order = tiff.getShort(0);
      tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = tiff.getInt(4);
      int entries = Short.toUnsignedInt(tiff.getShort(directory));
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + i * EXIF_ENTRY_BYTES;
        if (Short.toUnsignedInt(tiff.getShort(entry)) == EXIF_ORIENTATION) {
          return Short.toUnsignedInt(tiff.getShort(entry + 8));
        }
      }
      return UPRIGHT;
    } catch (IndexOutOfBoundsException e) {
      return UNKNOWN;
    }
  }

  /** The end marker where the data end. */
  private int nextMarker() {
    int code = 0;
    while (code == 0) {
      if (!in.hasRemaining()) {
        return END;
      }
      while (Byte.toUnsignedInt(in.get()) != 0xFF) {
        // Junk between segments.
      }
      do {
        code = Byte.toUnsignedInt(in.get());
      } while (code == 0xFF);
    }
    return code;
  }

  private static boolean isStandalone(int marker) {
    return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }
}
