package org.alexnetspark.model.dense;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.ParameterValues;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.Tensor;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LayerSpecification.Kind;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.MapNormalization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.Padding;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.Pooling;

/**
 * A network bound to a device for a fixed number of images of a fixed size, forward only. Towers
 * take turns on the one device, layer by layer.
 */
final class DensePass implements AutoCloseable {

  private static final int CHANNELS = NetworkSpecification.IMAGE_CHANNELS;

  private final Device device;
  private final DensePlan plan;
  private final int batch;
  private final ParameterLayout layout;
  private final List<ParameterValues> values;
  private final ValueRooms rooms;
  private final MapSize padded;
  private final ImageInput input;
  private final List<Runnable> steps = new ArrayList<>();
  private final List<Tensor> scores = new ArrayList<>();

  /**
   * Binds the network.
   *
   * @param device a section, closed with this
   * @param values of each tower
   */
  DensePass(
      Device device,
      NetworkSpecification network,
      DensePlan plan,
      int batch,
      List<ParameterValues> values,
      ValueRooms rooms) {
    this.device = device;
    this.plan = plan;
    this.batch = batch;
    this.values = values;
    this.rooms = rooms;
    layout = new ParameterLayout(network);
    LayerSpecification first = layout.layers().get(0);
    padded = plan.image().imageOf(first);
    input =
        device.images(
            new Shape(batch, padded.height(), padded.width(), CHANNELS),
            Padding.of(first.padding().near()),
            (float) network.inputScale());
    rooms.rewind();
    List<Tensor> maps = addConvolutions();
    addFullyConnected(maps);
  }

  /**
   * Scores of every class at every place.
   *
   * @param images as many as this was made for; [image, row, column, RGB]
   * @param offset of the first number
   * @return rows of classes, in the order image, row, column
   */
  float[] scores(float[] images, int offset) {
    input.write(padded(images, offset), batch);
    steps.forEach(Runnable::run);
    int rows = batch * plan.places().places();
    int classes = scores.stream().mapToInt(each -> each.shape().channels()).sum();
    float[] all = new float[rows * classes];
    int before = 0;
    for (Tensor ofTower : scores) {
      int own = ofTower.shape().channels();
      float[] part = new float[rows * own];
      ofTower.read(part, rows);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(part, row * own, all, row * classes + before, own);
      }
      before += own;
    }
    return all;
  }

  /** Gives the section back. */
  @Override
  public void close() {
    device.close();
  }

  /** With zeros at the right and below, where the first layer wants them. */
  private float[] padded(float[] images, int offset) {
    int row = plan.image().width() * CHANNELS;
    int paddedRow = padded.width() * CHANNELS;
    int height = plan.image().height();
    if (padded.equals(plan.image())) {
      return offset == 0
          ? images
          : Arrays.copyOfRange(images, offset, offset + batch * height * row);
    }
    float[] target = rooms.hostNumbers(batch * padded.height() * paddedRow);
    Arrays.fill(target, 0, batch * padded.height() * paddedRow, 0f);
    for (int image = 0; image < batch; image++) {
      for (int y = 0; y < height; y++) {
        System.arraycopy(
            images,
            offset + (image * height + y) * row,
            target,
            (image * padded.height() + y) * paddedRow,
            row);
      }
    }
    return target;
  }

  /** What each tower hands on from its last convolution. */
  private List<Tensor> addConvolutions() {
    List<Tensor> maps = List.of();
    for (int number = 0; number < plan.convolutions().size(); number++) {
      DensePlan.Maps layer = plan.convolutions().get(number);
      List<Tensor> seen = layer.layer().seesBothTowers() ? List.of(joined(maps)) : maps;
      List<Tensor> outputs = new ArrayList<>();
      for (int tower = 0; tower < layout.towers(); tower++) {
        Tensor own = seen.isEmpty() ? null : seen.get(Math.min(tower, seen.size() - 1));
        outputs.add(addConvolution(layer, number, tower, own));
      }
      maps = outputs;
    }
    return maps;
  }

  private Tensor addConvolution(DensePlan.Maps maps, int number, int tower, Tensor own) {
    LayerSpecification layer = maps.layer();
    Tensor output = maps(tower, maps.sums(), layer.outputChannels(tower));
    Parameters parameters = parameters(tower, number);
    ConvolutionGeometry geometry =
        new ConvolutionGeometry(
            layer.kernel(), layer.stride(), layer.readsImage() ? 0 : layer.padding().near());
    Signal signal = Signal.forwardOnly(output);
    add(
        layer.readsImage()
            ? device.convolution(input, geometry, parameters, layer.activationOfSums(), signal)
            : device.convolution(
                Signal.forwardOnly(own), geometry, parameters, layer.activationOfSums(), signal));
    if (layer.normalized()) {
      output = addNormalization(tower, layer.normalization(), output);
    }
    if (layer.normalizedInMaps()) {
      output = addMapNormalization(tower, layer.normalizationInMaps(), output);
    }
    for (int pooling = 0; pooling < layer.poolings().size(); pooling++) {
      output = addPooling(tower, layer.poolings().get(pooling), maps.pooled().get(pooling), output);
    }
    if (layer.activatedLast()) {
      add(device.activation(layer.activation(), Signal.forwardOnly(output)));
    }
    return output;
  }

  private Tensor addNormalization(int tower, LrnConvention convention, Tensor input) {
    Tensor output = rooms.tensor(device, tower, input.shape());
    add(device.normalization(Signal.forwardOnly(input), convention, Signal.forwardOnly(output)));
    return output;
  }

  private Tensor addMapNormalization(int tower, MapNormalization convention, Tensor input) {
    Tensor output = rooms.tensor(device, tower, input.shape());
    add(device.mapNormalization(Signal.forwardOnly(input), convention, Signal.forwardOnly(output)));
    return output;
  }

  private Tensor addPooling(int tower, Pooling pooling, MapSize size, Tensor input) {
    Tensor output = maps(tower, size, input.shape().channels());
    add(
        device.maxPooling(
            Signal.forwardOnly(input),
            pooling.window(),
            Pooling.STRIDE,
            Signal.forwardOnly(output)));
    return output;
  }

  private void addFullyConnected(List<Tensor> maps) {
    List<Tensor> seen = windows(maps);
    int rows = seen.get(0).shape().batch();
    for (int number = plan.convolutions().size(); number < layout.layers().size(); number++) {
      LayerSpecification layer = layout.layers().get(number);
      List<Tensor> outputs = new ArrayList<>();
      for (int tower = 0; tower < layout.towers(); tower++) {
        Shape shape = Shape.ofVectors(rows, layer.outputChannels(tower));
        Tensor output =
            layer.isOutput() ? device.exactTensor(shape) : rooms.tensor(device, tower, shape);
        add(
            device.fullyConnected(
                Signal.forwardOnly(seen.get(Math.min(tower, seen.size() - 1))),
                parameters(tower, number),
                layer.activation(),
                Signal.forwardOnly(output)));
        outputs.add(output);
      }
      if (layer.isOutput()) {
        scores.addAll(outputs);
      } else {
        seen =
            layout.layers().get(number + 1).seesBothTowers() ? List.of(joined(outputs)) : outputs;
      }
    }
  }

  /**
   * What the first fully connected layer sees, a vector for every image and place: one of all
   * towers, or one of each where it reads its own.
   */
  private List<Tensor> windows(List<Tensor> maps) {
    LayerSpecification first = layout.layers().get(plan.convolutions().size());
    Shape shape = Shape.ofVectors(batch * plan.places().places(), first.fanIn());
    List<Tensor> seen = new ArrayList<>();
    int offset = 0;
    for (Tensor ofTower : maps) {
      if (seen.isEmpty() || !first.seesBothTowers()) {
        seen.add(layout.towers() == 1 ? rooms.tensor(device, 0, shape) : device.tensor(shape));
        offset = 0;
      }
      steps.add(device.windows(ofTower, plan.window(), seen.get(seen.size() - 1), offset));
      offset += plan.window() * plan.window() * ofTower.shape().channels();
    }
    return seen;
  }

  /** The towers' maps or vectors side by side. */
  private Tensor joined(List<Tensor> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int channels = parts.stream().mapToInt(part -> part.shape().channels()).sum();
    Tensor joined = device.tensor(parts.get(0).shape().withChannels(channels));
    int offset = 0;
    for (Tensor part : parts) {
      steps.add(device.join(part, joined, offset));
      offset += part.shape().channels();
    }
    return joined;
  }

  private void add(Operation operation) {
    steps.add(operation::forward);
  }

  private Tensor maps(int tower, MapSize size, int channels) {
    return rooms.tensor(device, tower, new Shape(batch, size.height(), size.width(), channels));
  }

  private Parameters parameters(int tower, int layer) {
    int origin = layout.tower(tower).offset();
    return values
        .get(tower)
        .layer(
            layout.weights(tower, layer).relativeTo(origin),
            layout.biases(tower, layer).relativeTo(origin));
  }

  /** The shapes of the tensors that take turns in a tower's rooms, in their order. */
  static List<Shape> shapes(NetworkSpecification network, DensePlan plan, int batch, int tower) {
    List<Shape> shapes = new ArrayList<>();
    for (DensePlan.Maps maps : plan.convolutions()) {
      LayerSpecification layer = maps.layer();
      MapSize sums = maps.sums();
      int channels = layer.outputChannels(tower);
      shapes.add(new Shape(batch, sums.height(), sums.width(), channels));
      if (layer.normalized()) {
        shapes.add(new Shape(batch, sums.height(), sums.width(), channels));
      }
      if (layer.normalizedInMaps()) {
        shapes.add(new Shape(batch, sums.height(), sums.width(), channels));
      }
      for (MapSize pooled : maps.pooled()) {
        shapes.add(new Shape(batch, pooled.height(), pooled.width(), channels));
      }
    }
    int rows = batch * plan.places().places();
    boolean first = true;
    for (LayerSpecification layer : network.layers()) {
      if (layer.kind() == Kind.FULLY_CONNECTED) {
        if (first && network.towers() == 1) {
          shapes.add(Shape.ofVectors(rows, layer.fanIn()));
        }
        first = false;
        if (!layer.isOutput()) {
          shapes.add(Shape.ofVectors(rows, layer.outputChannels(tower)));
        }
      }
    }
    return shapes;
  }
}
