package org.alexnetspark.preprocess.image;

/** The formats that are read, told apart by their first bytes and never by a file's name. */
enum ImageFormat {
  JPEG,
  PNG,
  GIF,
  BMP,
  WEBP,
  TIFF
}
