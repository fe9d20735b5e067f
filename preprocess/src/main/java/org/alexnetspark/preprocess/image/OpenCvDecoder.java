package org.alexnetspark.preprocess.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Everything but GIF: libjpeg-turbo, libpng, libwebp and libtiff behind OpenCV, which applies the
 * EXIF orientation, replicates gray, drops alpha and scales 16 bits to 8.
 */
final class OpenCvDecoder {
  private static final byte[] JPEG_END = {(byte) 0xFF, (byte) 0xD9};

  /** Entropy-coded data that cannot be mistaken for zeros; holds no 0xFF, so no marker. */
  private static final byte[] FILLER = new byte[8192];

  static {
    OpenCv.prepare();
    Arrays.fill(FILLER, (byte) 0x5A);
  }

  private OpenCvDecoder() {}

  /**
   * Decodes and hands the photograph to {@code use}. It lies in native memory that is freed
   * afterwards.
   */
  static <T> T decode(byte[] content, ImageFormat format, Function<Raster, T> use)
      throws ImageRejectedException {
    try (Mat image = tryDecode(content)) {
      if (!image.empty()) {
        return use.apply(raster(image));
      }
    }
    if (format == ImageFormat.JPEG) {
      return decodeUnended(content, use);
    }
    throw format == ImageFormat.PNG && !endsWithChunk(content)
        ? new ImageRejectedException(RejectReason.TRUNCATED, "PNG ends before its last chunk")
        : undecodable(format);
  }

  /**
   * libjpeg stops, through OpenCV, at data without an end marker, even when no pixel is missing.
   * With a marker added it goes on, but invents what is missing. So decode with two different
   * continuations: only where no pixel depends on them is the photograph complete.
   */
  private static <T> T decodeUnended(byte[] content, Function<Raster, T> use)
      throws ImageRejectedException {
    try (Mat ended = tryDecode(concatenate(content, JPEG_END));
        Mat continued = tryDecode(concatenate(content, FILLER, JPEG_END))) {
      if (ended.empty()) {
        throw undecodable(ImageFormat.JPEG);
      }
      if (continued.empty() || !samples(ended).equals(samples(continued))) {
        throw new ImageRejectedException(RejectReason.TRUNCATED, "JPEG ends inside its image data");
      }
      return use.apply(raster(ended));
    }
  }

  private static Mat tryDecode(byte[] content) {
    try (BytePointer samples = new BytePointer(content);
        Mat encoded = new Mat(1, content.length, opencv_core.CV_8UC1, samples)) {
      return opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR);
    } catch (RuntimeException e) {
      // An exception from C++: whatever OpenCV disliked, there is no image.
      return new Mat();
    }
  }

  private static Raster raster(Mat image) {
    return new BgrRaster(image.cols(), image.rows(), Math.toIntExact(image.step()), samples(image));
  }

  private static ByteBuffer samples(Mat image) {
    return image.createBuffer();
  }

  private static boolean endsWithChunk(byte[] png) {
    ByteBuffer in = ByteBuffer.wrap(png);
    long position = 8;
    while (position + 12 <= png.length) {
      int type = in.getInt((int) position + 4);
      if (type == 0x49454E44) { // IEND
        return true;
      }
      position += 12 + Integer.toUnsignedLong(in.getInt((int) position));
    }
    return false;
  }

  private static byte[] concatenate(byte[]... parts) {
    ByteBuffer whole =
        ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      whole.put(part);
    }
    return whole.array();
  }

  private static ImageRejectedException undecodable(ImageFormat format) {
    return new ImageRejectedException(
        RejectReason.UNDECODABLE, "the decoder refuses this " + format);
  }
}
