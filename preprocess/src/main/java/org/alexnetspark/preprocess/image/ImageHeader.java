package org.alexnetspark.preprocess.image;

/**
 * What a file announces before anything is decoded.
 *
 * @param format of the content
 * @param width as stored, in pixels
 * @param height as stored, in pixels
 * @param decoder that understands the content
 */
record ImageHeader(ImageFormat format, long width, long height, Decoder decoder) {

  /** Who makes pixels of it. */
  enum Decoder {
    /**
     * {@link TurboJpegDecoder}, where it is available: gray or colour, upright as stored, from the
     * top to the bottom in Huffman's code. Nearly every photograph.
     */
    SEQUENTIAL_JPEG,
    /** {@link PlainJpegDecoder}: gray or colour, upright as stored. */
    PLAIN_JPEG,
    /** {@link InkJpegDecoder}: four components and no Adobe marker. */
    INK_JPEG,
    /** {@link GifDecoder}. */
    GIF,
    /** {@link OpenCvDecoder}: all the rest. */
    GENERAL
  }
}
