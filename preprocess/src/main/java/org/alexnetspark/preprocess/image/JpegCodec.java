package org.alexnetspark.preprocess.image;

import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** JPEG for prepared images: how shards of {@code --encoding jpeg} keep them. */
public final class JpegCodec {
  /** Krizhevsky's own make-data kept its images at this quality. */
  private static final int QUALITY = 95;

  static {
    OpenCv.prepare();
  }

  private JpegCodec() {}

  /** Encodes BGR pixels. */
  public static byte[] encodeBgr(byte[] bgr, int width, int height) {
    try (BytePointer samples = new BytePointer(bgr);
        Mat image = new Mat(height, width, opencv_core.CV_8UC3, samples);
        BytePointer encoded = new BytePointer();
        IntPointer parameters = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, QUALITY)) {
      if (!opencv_imgcodecs.imencode(".jpg", image, encoded, parameters)) {
        throw new IllegalStateException(
            String.format(Locale.ROOT, "OpenCV could not encode a JPEG of %d x %d", width, height));
      }
      byte[] jpeg = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(jpeg);
      return jpeg;
    }
  }

  /**
   * Decodes what {@link #encodeBgr} made.
   *
   * @return {@code width} x {@code height} RGB pixels
   * @throws IllegalArgumentException when it is something else
   */
  public static byte[] decodeRgb(byte[] jpeg, int width, int height) {
    try (BytePointer samples = new BytePointer(jpeg);
        Mat encoded = new Mat(1, jpeg.length, opencv_core.CV_8UC1, samples);
        Mat image = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR)) {
      if (image.empty() || image.rows() != height || image.cols() != width) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%d bytes are no JPEG of %d x %d pixels", jpeg.length, width, height));
      }
      return Pixels.swapRedAndBlue(image.createBuffer());
    }
  }
}
