package org.alexnetspark.model.dense;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.Room;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Tensor;

/**
 * Where the values of forward passes lie: two rooms for each tower, in which what an operation
 * reads and what it makes take turns. All passes of a network use the same.
 */
final class ValueRooms implements AutoCloseable {

  private static final int TURNS = 2;

  private final Device device;
  private final List<List<Room>> ofTowers = new ArrayList<>();
  private final int[] next;
  private float[] hostNumbers = new float[0];

  /**
   * Makes rooms.
   *
   * @param device a section, closed with this
   * @param shapes of each tower, what is to fit, in the order in which it takes turns
   */
  ValueRooms(Device device, List<List<Shape>> shapes) {
    this.device = device;
    next = new int[shapes.size()];
    for (List<Shape> ofTower : shapes) {
      List<Room> rooms = new ArrayList<>();
      for (int turn = 0; turn < TURNS; turn++) {
        List<Shape> inRoom = new ArrayList<>();
        for (int number = turn; number < ofTower.size(); number += TURNS) {
          inRoom.add(ofTower.get(number));
        }
        rooms.add(device.room(inRoom));
      }
      ofTowers.add(rooms);
    }
  }

  /** Whether tensors of such shapes fit. */
  boolean hold(List<List<Shape>> shapes) {
    for (int tower = 0; tower < shapes.size(); tower++) {
      for (int number = 0; number < shapes.get(tower).size(); number++) {
        if (!ofTowers.get(tower).get(number % TURNS).holds(shapes.get(tower).get(number))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Of two lists of shapes that take turns, the larger ones, as many as the longer list has. */
  static List<Shape> larger(List<Shape> some, List<Shape> others) {
    List<Shape> larger = new ArrayList<>();
    for (int number = 0; number < Math.max(some.size(), others.size()); number++) {
      boolean first =
          number >= others.size()
              || (number < some.size() && some.get(number).length() > others.get(number).length());
      larger.add(first ? some.get(number) : others.get(number));
    }
    return larger;
  }

  /** Begins another pass. */
  void rewind() {
    Arrays.fill(next, 0);
  }

  /**
   * The next tensor of a tower.
   *
   * @param pass the section that the tensor is given back with
   */
  Tensor tensor(Device pass, int tower, Shape shape) {
    Room room = ofTowers.get(tower).get(next[tower] % TURNS);
    next[tower]++;
    return pass.tensor(shape, room);
  }

  /** At least so many numbers on the host, of whatever was there. */
  float[] hostNumbers(int length) {
    if (hostNumbers.length < length) {
      hostNumbers = new float[length];
    }
    return hostNumbers;
  }

  @Override
  public void close() {
    device.close();
  }
}
