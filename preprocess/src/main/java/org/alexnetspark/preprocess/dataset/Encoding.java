package org.alexnetspark.preprocess.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import org.alexnetspark.preprocess.image.Framing;

/** How a shard keeps the pixels of an image. */
public enum Encoding {
  /** Uncompressed 8-bit samples in Spark's image schema: exact, and as fast to read as the disk. */
  RAW,
  /** JPEG of quality 95: about a seventh of the bytes, at the price of decoding every epoch. */
  JPEG;

  /** Bytes that JPEG of quality 95 takes for a pixel of an ImageNet photograph, on average. */
  private static final double JPEG_BYTES_PER_PIXEL = 0.45;

  /** Longer side of a photograph in shorter sides: ImageNet's mean, over 199 photographs. */
  private static final double MEAN_PROPORTION = 1.36;

  /** How images of a framing are kept unless somebody says otherwise. */
  public static Encoding byDefault(Framing framing) {
    return framing == Framing.CROP ? RAW : JPEG;
  }

  /**
   * Bytes that one image is expected to take in a shard.
   *
   * @param size its shorter side in pixels
   */
  public long expectedImageBytes(Framing framing, int size) {
    long square = (long) size * size;
    long pixels = framing == Framing.CROP ? square : Math.round(square * MEAN_PROPORTION);
    return switch (this) {
      case RAW -> pixels * 3;
      case JPEG -> Math.max(1, Math.round(pixels * JPEG_BYTES_PER_PIXEL));
    };
  }

  /** Reads the lower-case name that options and {@code dataset.json} use. */
  @JsonCreator
  public static Encoding parse(String name) {
    return Arrays.stream(values())
        .filter(encoding -> encoding.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("unknown encoding \"" + name + "\": raw or jpeg"));
  }

  /** The lower-case name. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
