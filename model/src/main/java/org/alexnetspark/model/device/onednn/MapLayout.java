package org.alexnetspark.model.device.onednn;

import org.alexnetspark.model.device.Shape;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;

/** How maps lie in memory. */
enum MapLayout {
  /** [image, row, column, channel]: the canonical order, where channels fill whole blocks. */
  CHANNELS_LAST(format_tag.acdb),
  /**
   * [image, channels / 16, row, column, 16 channels]: what oneDNN's convolutions for AVX-512 want.
   */
  BLOCKED(format_tag.aBcd16b);

  /** Channels of a block. */
  static final int BLOCK = 16;

  private final format_tag tag;

  MapLayout(format_tag tag) {
    this.tag = tag;
  }

  /**
   * What is stored of maps, whatever their layout: whole blocks. To oneDNN they are so many
   * channels more, of zeros: for blocks that it is to fill up itself it has only code that is a
   * hundred times slower, and its normalisation of channels that come last wants whole ones. Of
   * vectors there is nothing to fill up.
   */
  static Shape stored(Shape shape) {
    if (shape.isOfVectors()) {
      return shape;
    }
    int blocks = (shape.channels() + BLOCK - 1) / BLOCK;
    return shape.withChannels(blocks * BLOCK);
  }

  /** This layout for maps; vectors lie one way only. */
  MapLayout suiting(Shape shape) {
    return shape.isOfVectors() ? CHANNELS_LAST : this;
  }

  memory.desc describe(Shape shape, memory.data_type type) {
    return new memory.desc(dimensions(shape), type, tag);
  }

  /** In oneDNN's order, whatever the layout. */
  static long[] dimensions(Shape shape) {
    return new long[] {shape.batch(), shape.channels(), shape.height(), shape.width()};
  }
}
