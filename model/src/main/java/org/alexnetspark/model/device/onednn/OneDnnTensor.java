package org.alexnetspark.model.device.onednn;

import java.util.List;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Tensor;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.javacpp.FloatPointer;

/** A batch in the device's numbers and layout. */
final class OneDnnTensor implements Tensor {

  private final OneDnnEngine engine;
  private final Shape shape;
  private final MapLayout layout;
  private final data_type type;
  private final memory maps;
  private HostCopy hostCopy;

  /** The batch as the host sees it: fp32 in canonical order. Made when the host first asks. */
  private record HostCopy(FloatPointer numbers, Runnable fromHost, Runnable toHost) {}

  OneDnnTensor(OneDnnEngine engine, Shape shape, MapLayout preferred, data_type type) {
    this.engine = engine;
    this.shape = shape;
    this.type = type;
    layout = preferred.suiting(shape);
    maps = engine.allocate(mapsDescription());
  }

  /** In a room. The channels that fill up a block are whatever is there until it is written. */
  OneDnnTensor(
      OneDnnEngine engine, Shape shape, MapLayout preferred, data_type type, OneDnnRoom room) {
    this.engine = engine;
    this.shape = shape;
    this.type = type;
    layout = preferred.suiting(shape);
    maps = engine.view(mapsDescription(), room.bytesFor(shape), 0);
  }

  static OneDnnTensor of(Tensor tensor) {
    return SameDevice.require(OneDnnTensor.class, tensor);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public long bytes() {
    return shape.length() * memory.data_type_size(type);
  }

  @Override
  public void write(float[] source) {
    HostCopy host = hostCopy();
    host.numbers().put(source, 0, shape.length());
    host.fromHost().run();
  }

  @Override
  public void read(float[] target, int images) {
    HostCopy host = hostCopy();
    host.toHost().run();
    host.numbers().get(target, 0, images * shape.imageLength());
  }

  data_type type() {
    return type;
  }

  MapLayout layout() {
    return layout;
  }

  Shape storedShape() {
    return MapLayout.stored(shape);
  }

  /** Bytes that one image takes, as it is stored. */
  long imageBytes() {
    return storedShape().imageLength() * memory.data_type_size(type);
  }

  /** Some of the images as maps. */
  memory images(int first, int count) {
    return engine.view(
        layout.describe(storedShape().withBatch(count), type), maps, first * imageBytes());
  }

  /** Some of the pixels of all images, a row of channels each; for maps with channels last. */
  memory pixels(long first, long count) {
    if (layout != MapLayout.CHANNELS_LAST) {
      throw new IllegalStateException("the channels of a pixel do not lie together");
    }
    long channels = storedShape().channels();
    return engine.view(
        new memory.desc(new long[] {count, channels}, type, format_tag.ab),
        maps,
        first * channels * memory.data_type_size(type));
  }

  /** Distances, in numbers, between neighbours along each dimension. */
  record Strides(long image, long row, long column, long block) {}

  Strides strides() {
    Shape stored = storedShape();
    boolean blocked = layout == MapLayout.BLOCKED;
    long column = blocked ? MapLayout.BLOCK : stored.channels();
    return new Strides(
        stored.imageLength(),
        stored.width() * column,
        column,
        blocked ? (long) stored.places() * MapLayout.BLOCK : MapLayout.BLOCK);
  }

  /** Where a channel of the first image's first pixel lies, in numbers. */
  long start(int channel) {
    return layout == MapLayout.CHANNELS_LAST
        ? channel
        : channel / MapLayout.BLOCK * strides().block() + channel % MapLayout.BLOCK;
  }

  /**
   * Some of the numbers.
   *
   * @param start where the first one lies
   * @param dimensions images, runs of channels, rows, columns, and channels of a run, which lie
   *     together
   */
  memory view(long start, long[] dimensions, Strides strides) {
    long[] distances = {strides.image(), strides.block(), strides.row(), strides.column(), 1};
    return engine.view(
        new memory.desc(dimensions, type, distances), maps, start * memory.data_type_size(type));
  }

  /** As maps in the tensor's own layout. */
  memory maps() {
    return maps;
  }

  memory.desc mapsDescription() {
    return layout.describe(storedShape(), type);
  }

  /** Whether its numbers lie as the host sees them, with nothing between. */
  boolean isCanonical() {
    return layout == MapLayout.CHANNELS_LAST && storedShape().equals(shape);
  }

  /** As a matrix with a row for every image; for tensors in canonical order. */
  memory vectors() {
    if (!isCanonical()) {
      throw new IllegalStateException("these maps are no vectors");
    }
    return engine.view(vectorsDescription(), maps, 0);
  }

  memory.desc vectorsDescription() {
    return new memory.desc(new long[] {shape.batch(), shape.imageLength()}, type, format_tag.ab);
  }

  private HostCopy hostCopy() {
    if (hostCopy == null) {
      Shape vectors = Shape.ofVectors(shape.batch(), shape.imageLength());
      OneDnnTensor host = new OneDnnTensor(engine, vectors, MapLayout.CHANNELS_LAST, data_type.f32);
      OneDnnJoin copies = new OneDnnJoin(engine, shape, vectors, 0);
      hostCopy =
          new HostCopy(
              engine.own(new FloatPointer(host.maps.get_data_handle())),
              copies.splitSum(List.of(host), this),
              copies.join(this, host));
    }
    return hostCopy;
  }
}
