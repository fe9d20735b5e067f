package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.device.Room;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.device.Shape;

/** Memory for tensors of different times. */
record Nd4jRoom(Memory memory) implements Room {

  static Nd4jRoom of(Room room) {
    return SameDevice.require(Nd4jRoom.class, room);
  }

  @Override
  public boolean holds(Shape shape) {
    return shape.length() <= memory.length();
  }

  Memory memoryFor(Shape shape) {
    if (!holds(shape)) {
      throw new IllegalArgumentException(shape + " does not fit in a room of " + memory.length());
    }
    return memory;
  }
}
