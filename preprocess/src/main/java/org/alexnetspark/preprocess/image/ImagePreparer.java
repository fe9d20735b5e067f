package org.alexnetspark.preprocess.image;

import java.util.Optional;
import java.util.function.Function;

/**
 * From the bytes of a photograph to the pixels that the network sees. The same code path prepares
 * images for training, validation and prediction: a filter that differs between them costs one to
 * one and a half points of accuracy.
 *
 * <p>JPEG, PNG, GIF (first frame), BMP, WebP and TIFF are told apart by content. Colours become
 * 8-bit RGB: gray is replicated, alpha dropped, CMYK and YCCK converted without a profile. The EXIF
 * orientation is applied. Then the shorter side is resized to {@code size}, and of the result is
 * kept what the {@link Framing} says. A file that ends early is refused, unless only its end marker
 * is missing.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class ImagePreparer {
  /** Pixels that a photograph may announce: 100 megapixel take 300 MB when decoded. */
  public static final long DEFAULT_MAX_PIXELS = 100_000_000;

  /** Larger files are not read into memory. */
  public static final int MAX_FILE_BYTES = 256 << 20;

  private final long maxPixels;
  private final int size;
  private final Framing framing;
  private final Rescaling rescaling = new Rescaling();
  private final Optional<TurboJpegDecoder> turboJpeg;

  /**
   * Made when it is needed: with TurboJPEG it mostly is not, and its library takes time to load.
   */
  private PlainJpegDecoder plainJpeg;

  /**
   * Prepares central squares.
   *
   * @param size side of the prepared images in pixels
   * @param maxPixels that a photograph may announce
   * @throws IllegalStateException where the native decoders are not there for this platform
   */
  public ImagePreparer(int size, long maxPixels) {
    this(Framing.CROP, size, maxPixels);
  }

  /**
   * @param size shorter side of the prepared images in pixels
   * @param maxPixels that a photograph may announce
   */
  public ImagePreparer(Framing framing, int size, long maxPixels) {
    this(framing, size, maxPixels, TurboJpeg.isAvailable());
  }

  /** As where {@code turboJpeg} is available, or is not. */
  ImagePreparer(Framing framing, int size, long maxPixels, boolean turboJpeg) {
    NativeDecoders.require();
    this.framing = framing;
    this.size = size;
    this.maxPixels = maxPixels;
    this.turboJpeg = turboJpeg ? Optional.of(new TurboJpegDecoder()) : Optional.empty();
  }

  /**
   * Prepares one photograph.
   *
   * @param content of the file
   * @throws ImageRejectedException when it cannot become an image
   */
  public PreparedImage prepare(byte[] content) throws ImageRejectedException {
    return decode(content, this::prepared);
  }

  private PreparedImage prepared(Raster photograph) {
    ImageSize source = new ImageSize(photograph.width(), photograph.height());
    Geometry kept = Geometry.of(framing, source, size);
    return new PreparedImage(
        kept.width(),
        kept.height(),
        rescaling.part(photograph, kept),
        source.width(),
        source.height());
  }

  /** Decodes the whole photograph and hands it to {@code use}, for whose time alone it is valid. */
  <T> T decode(byte[] content, Function<Raster, T> use) throws ImageRejectedException {
    if (content.length == 0) {
      throw new ImageRejectedException(RejectReason.EMPTY, "the file has no bytes");
    }
    ImageHeader header = ImageHeaders.parse(content);
    PixelLimit.check(header.format().toString(), header.width(), header.height(), maxPixels);
    return switch (header.decoder()) {
      case SEQUENTIAL_JPEG -> decodeSequential(content, header, use);
      case PLAIN_JPEG -> decodePlain(content, header, use);
      case INK_JPEG -> use.apply(InkJpegDecoder.decode(content));
      case GIF -> use.apply(GifDecoder.decode(content, header, maxPixels));
      case GENERAL -> OpenCvDecoder.decode(content, header.format(), use);
    };
  }

  private <T> T decodeSequential(byte[] content, ImageHeader header, Function<Raster, T> use)
      throws ImageRejectedException {
    return turboJpeg.isPresent()
        ? turboJpeg.get().decode(content, header, use, () -> decodePlain(content, header, use))
        : decodePlain(content, header, use);
  }

  private <T> T decodePlain(byte[] content, ImageHeader header, Function<Raster, T> use)
      throws ImageRejectedException {
    if (plainJpeg == null) {
      plainJpeg = new PlainJpegDecoder();
    }
    return plainJpeg.decode(
        content, use, () -> OpenCvDecoder.decode(content, header.format(), use));
  }
}
