package org.alexnetspark.preprocess.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** How a shard keeps the pixels of an image. */
public enum Encoding {
  /** Uncompressed 8-bit samples in Spark's image schema: exact, and as fast to read as the disk. */
  RAW,
  /** JPEG of quality 95: about a seventh of the bytes, at the price of decoding every epoch. */
  JPEG;

  /** Bytes that JPEG of quality 95 takes for a pixel of an ImageNet photograph, on average. */
  private static final double JPEG_BYTES_PER_PIXEL = 0.45;

  /** Bytes that one image of {@code size} x {@code size} pixels is expected to take in a shard. */
  public long expectedImageBytes(int size) {
    long pixels = (long) size * size;
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
