package org.alexnetspark.model.tower;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.Room;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.Pooling;

/**
 * Where the gradients of a tower's signals lie. Of signals that follow one another only two
 * gradients are wanted at a time: an operation reads that of its output and makes that of its
 * input. So they take turns in two rooms. What the other tower reads, and what a device keeps in
 * one place with its values, is not among them.
 */
final class GradientRooms {

  private static final int ROOMS = 2;

  private final Device device;
  private final List<Shape> shapes;
  private final List<Room> rooms = new ArrayList<>();
  private int next;

  /** Rooms for the signals of a tower, made in this order. */
  GradientRooms(Device device, List<LayerSpecification> layers, int tower, int batchSize) {
    this.device = device;
    shapes = shapes(layers, tower, batchSize);
    for (int room = 0; room < ROOMS; room++) {
      List<Shape> inRoom = new ArrayList<>();
      for (int signal = room; signal < shapes.size(); signal += ROOMS) {
        inRoom.add(shapes.get(signal));
      }
      rooms.add(device.room(inRoom));
    }
  }

  /** The next signal. */
  Signal signal(Shape shape) {
    if (!shape.equals(shapes.get(next))) {
      throw new IllegalStateException("a signal of " + shape + ", not of " + shapes.get(next));
    }
    Room room = rooms.get(next % ROOMS);
    next++;
    return new Signal(device.tensor(shape), device.tensor(shape, room));
  }

  /** All signals but the logits, what sees both towers, and values to be pooled at once. */
  private static List<Shape> shapes(List<LayerSpecification> layers, int tower, int batchSize) {
    List<Shape> shapes = new ArrayList<>();
    for (LayerSpecification layer : layers) {
      if (layer.isOutput()) {
        continue;
      }
      int size = layer.outputSize();
      int channels = layer.outputChannels(tower);
      shapes.add(new Shape(batchSize, size, channels));
      boolean pooled = !layer.poolings().isEmpty();
      if (layer.normalized() && (layer.normalizedInMaps() || !pooled)) {
        shapes.add(new Shape(batchSize, size, channels));
      }
      if (layer.normalizedInMaps() && !pooled) {
        shapes.add(new Shape(batchSize, size, channels));
      }
      for (Pooling pooling : layer.poolings()) {
        size = pooling.outputSize(size);
        shapes.add(new Shape(batchSize, size, channels));
      }
      if (layer.dropout() > 0) {
        shapes.add(new Shape(batchSize, size, channels));
      }
    }
    return shapes;
  }
}
