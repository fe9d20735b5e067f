package org.alexnetspark.model.device.onednn;

import java.util.List;
import org.alexnetspark.model.device.Room;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.device.Shape;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/** Bytes for tensors of different times. */
final class OneDnnRoom implements Room {

  private final long numbers;
  private final memory bytes;

  OneDnnRoom(OneDnnEngine engine, List<Shape> shapes, data_type type) {
    numbers = shapes.stream().mapToLong(OneDnnRoom::stored).max().orElse(1);
    bytes = engine.allocate(new memory.desc(new long[] {numbers}, type, format_tag.a));
  }

  static OneDnnRoom of(Room room) {
    return SameDevice.require(OneDnnRoom.class, room);
  }

  @Override
  public boolean holds(Shape shape) {
    return stored(shape) <= numbers;
  }

  memory bytesFor(Shape shape) {
    if (!holds(shape)) {
      throw new IllegalArgumentException(shape + " does not fit in a room of " + numbers);
    }
    return bytes;
  }

  private static long stored(Shape shape) {
    return MapLayout.stored(shape).length();
  }
}
