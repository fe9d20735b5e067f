package org.alexnetspark.preprocess.image;

/**
 * What a file announces before anything is decoded.
 *
 * @param format of the content
 * @param width as stored, in pixels
 * @param height as stored, in pixels
 * @param colors how the samples are to be understood
 */
record ImageHeader(ImageFormat format, long width, long height, Colors colors) {

  /** Meaning of the samples, as far as OpenCV has to be helped. */
  enum Colors {
    /** Whatever the decoder makes of it. */
    USUAL,
    /** Four components in a JPEG without Adobe's marker: ink amounts that are not inverted. */
    PLAIN_CMYK
  }
}
