package org.alexnetspark.ml;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.image.ImageRejectedException;
import org.alexnetspark.preprocess.image.RejectReason;
import org.alexnetspark.preprocess.image.RgbImage;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a column of images may hold: files of photographs as bytes, or Spark's image schema. Makes
 * of either the square that a network looks at, by the code that prepared the training images.
 */
final class ImageInput {
  private static final int MODE_GRAY = 0;
  private static final int MODE_BGR = 16;
  private static final int MODE_BGRA = 24;
  private static final Map<Integer, Integer> CHANNELS_BY_MODE =
      Map.of(MODE_GRAY, 1, MODE_BGR, 3, MODE_BGRA, 4);

  /** The fields of Spark's image schema that are read. */
  private static final StructType READ =
      new StructType()
          .add("height", DataTypes.IntegerType)
          .add("width", DataTypes.IntegerType)
          .add("nChannels", DataTypes.IntegerType)
          .add("mode", DataTypes.IntegerType)
          .add("data", DataTypes.BinaryType);

  private static final int RGB = 3;

  private final int side;
  private final ImagePreparer preparer;

  /**
   * @param side of the squares
   */
  ImageInput(int side) {
    this.side = side;
    this.preparer = new ImagePreparer(side, ImagePreparer.DEFAULT_MAX_PIXELS);
  }

  /** Whether a column of that type can be read. */
  static boolean reads(DataType type) {
    return type.equals(DataTypes.BinaryType)
        || (type instanceof StructType struct && isImage(struct));
  }

  private static boolean isImage(StructType struct) {
    for (String field : READ.fieldNames()) {
      if (!Optional.of(struct)
          .filter(own -> own.getFieldIndex(field).isDefined())
          .filter(own -> own.apply(field).dataType().equals(READ.apply(field).dataType()))
          .isPresent()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The square of an image.
   *
   * @param value of the column: bytes, or a row of Spark's image schema
   * @return side x side x 3, RGB
   * @throws ImageRejectedException if it cannot become one
   * @throws IllegalArgumentException if it is something else
   */
  byte[] square(Object value) throws ImageRejectedException {
    if (value == null) {
      throw new ImageRejectedException(RejectReason.EMPTY, "the image is null");
    } else if (value instanceof byte[] content) {
      return preparer.prepare(content).rgb();
    } else if (value instanceof Row row && row.schema() != null && isImage(row.schema())) {
      return ofSchema(row);
    }
    throw new IllegalArgumentException(
        "an image is the bytes of a file or a struct of Spark's image schema, not "
            + value.getClass().getSimpleName());
  }

  private byte[] ofSchema(Row image) throws ImageRejectedException {
    for (String field : READ.fieldNames()) {
      if (image.isNullAt(image.fieldIndex(field))) {
        throw new ImageRejectedException(
            RejectReason.BROKEN_HEADER, "the image's " + field + " is null");
      }
    }
    int width = image.getInt(image.fieldIndex("width"));
    int height = image.getInt(image.fieldIndex("height"));
    int mode = image.getInt(image.fieldIndex("mode"));
    byte[] data = image.getAs("data");
    if (width < 1 || height < 1) {
      throw new ImageRejectedException(
          RejectReason.UNDECODABLE,
          String.format(
              Locale.ROOT,
              "an image of %d x %d: what Spark leaves of a file that it cannot decode",
              width,
              height));
    }
    Integer channels = CHANNELS_BY_MODE.get(mode);
    if (channels == null || channels != image.getInt(image.fieldIndex("nChannels"))) {
      throw new ImageRejectedException(
          RejectReason.UNKNOWN_FORMAT,
          String.format(
              Locale.ROOT,
              "mode %d with %d channels; 0 (1 channel), 16 (3) and 24 (4) are read",
              mode,
              image.getInt(image.fieldIndex("nChannels"))));
    }
    long pixels = (long) width * height;
    if (pixels > ImagePreparer.DEFAULT_MAX_PIXELS) {
      throw new ImageRejectedException(
          RejectReason.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "%d x %d pixels; at most %d are allowed",
              width,
              height,
              ImagePreparer.DEFAULT_MAX_PIXELS));
    }
    if (data.length != pixels * channels) {
      throw new ImageRejectedException(
          RejectReason.TRUNCATED,
          String.format(
              Locale.ROOT,
              "%d bytes for %d x %d pixels of %d channels",
              data.length,
              width,
              height,
              channels));
    }
    return new RgbImage(width, height, rgb(data, channels)).centralSquare(side);
  }

  /** Gray is replicated, alpha dropped, as of files. */
  private static byte[] rgb(byte[] data, int channels) {
    byte[] rgb = new byte[data.length / channels * RGB];
    int last = Math.min(channels, RGB) - 1;
    for (int from = 0, to = 0; to < rgb.length; from += channels, to += RGB) {
      rgb[to] = data[from + last];
      rgb[to + 1] = data[from + last / 2];
      rgb[to + 2] = data[from];
    }
    return rgb;
  }
}
