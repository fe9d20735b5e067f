package org.alexnetspark.preprocess.dataset;

import org.alexnetspark.preprocess.image.Framing;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a shard, and the part of them that training reads. */
final class ShardSchema {
  /** OpenCV's code for three channels of unsigned bytes, which Spark's image schema borrows. */
  static final int MODE_8UC3 = 16;

  static final int CHANNELS = 3;

  /** In the footer of every shard, so that a shard can be read without its dataset. */
  static final String IMAGE_SIZE_PROPERTY = "alexnetspark.imageSize";

  /** See {@link #IMAGE_SIZE_PROPERTY}. */
  static final String ENCODING_PROPERTY = "alexnetspark.encoding";

  /** As {@link #IMAGE_SIZE_PROPERTY}; absent where images are squares, as in the first format. */
  static final String FRAMING_PROPERTY = "alexnetspark.framing";

  /**
   * Of the stored image, where that is no square; {@code width} and {@code height} are the
   * source's.
   */
  private static final String SIZE_OF_WHOLE =
      """
      required int32 imageWidth;
      required int32 imageHeight;
      """;

  private ShardSchema() {}

  static MessageType written(Framing framing, Encoding encoding) {
    return MessageTypeParser.parseMessageType(
        """
        message image {
          required int64 id;
          required int32 label;
          required binary synset (STRING);
          required binary path (STRING);
          required int32 width;
          required int32 height;
        """
            + size(framing)
            + image(encoding)
            + "}");
  }

  /** Fields keep the order of {@link ImageRecord}. */
  static MessageType read(Framing framing, Encoding encoding) {
    return MessageTypeParser.parseMessageType(
        """
        message image {
          required int64 id;
          required int32 label;
          required binary path (STRING);
        """
            + size(framing)
            + (encoding == Encoding.RAW
                ? "required group image { required binary data; }"
                : image(encoding))
            + "}");
  }

  private static String size(Framing framing) {
    return framing == Framing.WHOLE ? SIZE_OF_WHOLE : "";
  }

  private static String image(Encoding encoding) {
    return switch (encoding) {
      case RAW ->
          """
          required group image {
            required binary origin (STRING);
            required int32 height;
            required int32 width;
            required int32 nChannels;
            required int32 mode;
            required binary data;
          }
          """;
      case JPEG -> "required binary image;";
    };
  }
}
