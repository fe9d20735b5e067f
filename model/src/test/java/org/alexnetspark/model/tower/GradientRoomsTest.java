package org.alexnetspark.model.tower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.Room;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.Tensor;
import org.alexnetspark.model.specification.Vgg;
import org.junit.jupiter.api.Test;

class GradientRoomsTest {
  private static final int BATCH = 2;

  /** A tensor that has no numbers, and the room that it is in; null for memory of its own. */
  private record Placed(Shape shape, Room room) implements Tensor {
    @Override
    public void write(float[] source) {}

    @Override
    public void read(float[] target, int images) {}
  }

  /** A room that knows the shapes that it was made for. */
  private record Known(List<Shape> shapes) implements Room {
    @Override
    public boolean holds(Shape shape) {
      return shapes.contains(shape);
    }
  }

  private final List<Known> rooms = new ArrayList<>();

  private final Device device =
      (Device)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Device.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "room" -> known(arguments[0]);
                    case "tensor" ->
                        new Placed(
                            (Shape) arguments[0],
                            arguments.length == 2 ? (Room) arguments[1] : null);
                    default -> throw new UnsupportedOperationException(method.getName());
                  });

  private Room known(Object shapes) {
    List<Shape> ofRoom = new ArrayList<>();
    ((List<?>) shapes).forEach(shape -> ofRoom.add((Shape) shape));
    rooms.add(new Known(ofRoom));
    return rooms.get(rooms.size() - 1);
  }

  /** What follows each other of a VGG with one stack's maps: sums and pooled maps of each layer. */
  @Test
  void gradientsOfSignalsThatFollowOneAnotherLieInTwoRoomsInTurn() {
    GradientRooms gradients =
        new GradientRooms(device, Vgg.B.paper(10).withCrop(32).layers(), 0, BATCH);

    assertThat(rooms).hasSize(2);
    Signal first = gradients.signal(new Shape(BATCH, 32, 64));
    Signal second = gradients.signal(new Shape(BATCH, 32, 64));
    Signal pooled = gradients.signal(new Shape(BATCH, 16, 64));

    assertThat(List.of(room(first), room(second), room(pooled)))
        .containsExactly(rooms.get(0), rooms.get(1), rooms.get(0));
    for (Signal signal : List.of(first, second, pooled)) {
      assertThat(room(signal).holds(signal.shape())).isTrue();
      assertThat(((Placed) signal.value()).room()).as("values stay").isNull();
    }
  }

  @Test
  void everySignalButTheLogitsHasAPlace() {
    new GradientRooms(device, Vgg.A_LRN.paper(10).withCrop(32).layers(), 0, BATCH);

    // 8 convolutions, 5 poolings, 2 hidden layers with dropout; what is to be pooled at once has
    // its gradient with its values.
    assertThat(rooms.get(0).shapes().size() + rooms.get(1).shapes().size()).isEqualTo(8 + 5 + 4);
  }

  @Test
  void aSignalOutOfOrderIsAMistake() {
    GradientRooms gradients =
        new GradientRooms(device, Vgg.A.paper(10).withCrop(32).layers(), 0, BATCH);

    assertThatThrownBy(() -> gradients.signal(new Shape(BATCH, 3, 3)))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Room room(Signal signal) {
    return ((Placed) signal.gradient()).room();
  }
}
