package org.alexnetspark.model.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.alexnetspark.model.dl4j.ChannelsFirst;
import org.alexnetspark.model.dl4j.Pretrained;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.onnx.OnnxReading.Channels;
import org.alexnetspark.model.specification.ConvolutionLayer;
import org.alexnetspark.model.specification.FullyConnectedLayer;
import org.alexnetspark.model.specification.Layer;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.alexnetspark.model.specification.Pooling;
import org.alexnetspark.model.specification.Reads;
import org.alexnetspark.model.specification.StartingValues;

/**
 * Reads ONNX files of networks that are a list of convolutions and fully connected layers, as
 * AlexNet's and VGG's are: this project's own to the bit, and others' so that they compute the
 * same. What differs between programs is folded into the weights: the order of the colours, and
 * deviations by which colours are divided each by its own.
 */
public final class OnnxReader {
  private static final int CHANNELS = NetworkSpecification.IMAGE_CHANNELS;

  /** New layers of a training that goes on are drawn by its options, not by this. */
  private static final StartingValues START = new StartingValues(0.01, 0);

  private static final double DROPOUT = 0.5;

  /** Papers take crops of 224 and 227 from squares of 256. */
  private static final int PAPERS_IMAGE = 256;

  private static final int PAPERS_SMALLEST_CROP = 224;

  private final OnnxFile file;
  private final OnnxReading reading;
  private final GraphWalk walk;
  private final double[] factors;
  private final NetworkSpecification specification;

  private OnnxReader(OnnxFile file, OnnxReading reading) throws IOException {
    this.file = file;
    this.reading = reading;
    walk = GraphWalk.along(file, reading.crop());
    requirePixelsSaidOnce();
    factors = factors();
    specification = specification();
  }

  /**
   * Reads a network with all that is needed to use it; the stream stays open. Classes that the file
   * does not name are called by their numbers.
   *
   * @throws UnsaidException if neither the file nor the user says how images are prepared
   * @throws IOException if it is no such network, naming the first node that does not fit
   */
  public static SavedNetwork read(InputStream stream, OnnxReading reading) throws IOException {
    OnnxReader reader = new OnnxReader(OnnxFile.read(stream), reading);
    float[] mean = reader.mean();
    List<String> classes = reader.classes();
    return new SavedNetwork(
        reader.specification,
        reader.parameters(),
        mean,
        classes.isEmpty()
            ? IntStream.range(0, reader.specification.classes()).mapToObj(String::valueOf).toList()
            : classes);
  }

  /**
   * Reads what training can start from; the stream stays open.
   *
   * @throws IOException as {@link #read}
   */
  public static Pretrained readPretrained(InputStream stream, OnnxReading reading)
      throws IOException {
    OnnxReader reader = new OnnxReader(OnnxFile.read(stream), reading);
    return new Pretrained(reader.specification, reader.parameters(), reader.classes());
  }

  private List<String> classes() {
    return reading.classes().isEmpty() ? file.metadata().classes() : reading.classes();
  }

  /** What the user says besides would be done twice, or undo what the file says. */
  private void requirePixelsSaidOnce() throws IOException {
    boolean said =
        walk.pixels().touched()
            || file.metadata().network().isPresent()
            || file.metadata().mean().isPresent();
    if (said && reading.pixels().isPresent()) {
      throw new IOException(
          "the file itself says how images are prepared (mean, scale, order of colours), which cannot be given besides");
    }
    if (!said && reading.pixels().isEmpty()) {
      throw new UnsaidException(
          UnsaidException.What.MEAN,
          "the file does not say how images are prepared (mean, scale, order of colours)");
    }
  }

  /** By what levels of red, green and blue, less the mean, are multiplied. */
  private double[] factors() {
    return reading
        .pixels()
        .map(
            pixels ->
                pixels.deviations().stream().mapToDouble(deviation -> 1 / deviation).toArray())
        .orElseGet(walk.pixels()::factor);
  }

  /** The one factor of a network's input; what colours have of their own goes into the weights. */
  private double inputScale() {
    double mean =
        DoubleStream.of(factors).allMatch(factor -> factor == factors[0])
            ? factors[0]
            : DoubleStream.of(factors).average().orElseThrow();
    return mean > 0 && mean <= 1 ? mean : 1;
  }

  private float[] mean() throws IOException {
    int size = imageSize();
    if (reading.pixels().isPresent()) {
      return reading.pixels().get().mean().image(size);
    }
    Optional<float[]> said = file.metadata().mean();
    return said.isPresent() ? said.get() : walk.pixels().meanImage(size);
  }

  private int imageSize() {
    int cropped = walk.pixels().croppedFrom;
    return file.metadata()
        .imageSize()
        .orElseGet(() -> cropped > 0 ? cropped : usualImageSize(walk.crop()));
  }

  private static int usualImageSize(int crop) {
    return crop >= PAPERS_SMALLEST_CROP && crop <= PAPERS_IMAGE
        ? PAPERS_IMAGE
        : Math.round(crop * (float) PAPERS_IMAGE / PAPERS_SMALLEST_CROP);
  }

  /** What this project wrote itself says more than its graph, which has to be the same. */
  private NetworkSpecification specification() throws IOException {
    Optional<NetworkSpecification> said = file.metadata().network();
    if (said.isEmpty()) {
      return specification(towers());
    }
    NetworkSpecification found = specification(said.get().towers());
    List<LayerSpecification> layers = found.layers();
    for (int index = 0; index < Math.max(layers.size(), said.get().layers().size()); index++) {
      String inGraph = index < layers.size() ? shape(layers.get(index), found) : "nothing";
      String inMetadata =
          index < said.get().layers().size()
              ? shape(said.get().layers().get(index), found)
              : "nothing";
      if (!inGraph.equals(inMetadata)) {
        throw differs("layer " + (index + 1), inGraph, inMetadata);
      }
    }
    if ((float) found.inputScale() != (float) said.get().inputScale()
        || found.crop() != said.get().crop()) {
      throw differs(
          "crop and scale",
          found.crop() + ", " + found.inputScale(),
          said.get().crop() + ", " + said.get().inputScale());
    }
    return said.get();
  }

  private static IOException differs(String what, String inGraph, String inMetadata) {
    return new IOException(
        "its graph is not that of its metadata any more: "
            + what
            + " is "
            + inGraph
            + ", was "
            + inMetadata
            + "; without metadata \""
            + OnnxMetadata.NETWORK
            + "\" it is read as a graph of others");
  }

  /** What a layer computes, in words that can be compared. */
  private static String shape(LayerSpecification layer, NetworkSpecification network) {
    Reads inOneTower = layer.readsImage() ? Reads.IMAGE : Reads.ALL;
    return String.join(
        " ",
        layer.kind().toString(),
        String.valueOf(layer.outputChannels()),
        "of",
        String.valueOf(layer.kernel()),
        "/",
        String.valueOf(layer.stride()),
        layer.padding().toString(),
        String.valueOf(network.towers() == 1 ? inOneTower : layer.layer().reads()),
        layer.inputSize() + "x" + layer.inputChannels(),
        layer.activation().toString() + (layer.activatedLast() ? " last" : ""),
        layer.normalization().toString(),
        layer.normalizationInMaps().toString(),
        layer.poolings().stream().map(Pooling::window).toList() + " to " + layer.pooledSize());
  }

  /**
   * Two where channels come in two groups; but a normalisation over all channels (as in
   * bvlc_alexnet) does not go with two towers, and then grouped kernels are filled up with zeros.
   */
  private int towers() throws IOException {
    List<FoundLayer> found = walk.layers();
    boolean grouped = found.stream().anyMatch(layer -> layer.groups == 2);
    boolean byHalves = found.stream().anyMatch(layer -> layer.normalizedByHalves);
    boolean overAll =
        found.stream().anyMatch(layer -> layer.isNormalized() && !layer.normalizedByHalves);
    boolean even =
        found.subList(0, found.size() - 1).stream().allMatch(layer -> layer.outputs % 2 == 0);
    if (byHalves && (overAll || !even)) {
      throw new IOException(
          "its graph normalises halves of the channels, which makes two towers; but "
              + (overAll ? "others over all channels" : "a layer has an odd number of outputs"));
    }
    return byHalves || (grouped && !overAll && even) ? 2 : 1;
  }

  private NetworkSpecification specification(int towers) throws IOException {
    LayerNames names = LayerNames.of(walk.layers());
    List<Layer> layers = new ArrayList<>();
    for (int index = 0; index < walk.layers().size(); index++) {
      FoundLayer found = walk.layers().get(index);
      boolean last = index == walk.layers().size() - 1;
      layers.add(
          found.convolution
              ? convolution(names.layers().get(index), found, index == 0, towers)
              : fullyConnected(names.layers().get(index), found, last, towers));
    }
    return new NetworkSpecification(names.network(), walk.crop(), inputScale(), 1, towers, layers);
  }

  private static Layer convolution(String name, FoundLayer found, boolean first, int towers)
      throws IOException {
    if (found.isNormalized() && found.normalizedByHalves != (towers == 2)) {
      throw differs(
          "normalisation",
          found.normalizedByHalves ? "by halves" : "over all channels",
          "of " + towers + " tower(s)");
    }
    Reads others = towers == 2 && found.groups == 2 ? Reads.OWN : Reads.ALL;
    return new ConvolutionLayer(
        name,
        found.outputs,
        found.window,
        found.stride,
        found.padding,
        first ? Reads.IMAGE : others,
        found.activation,
        found.normalization,
        found.poolings,
        START,
        found.normalizationInMaps,
        found.activatedLast);
  }

  private static Layer fullyConnected(String name, FoundLayer found, boolean last, int towers) {
    double usual = last ? 0 : DROPOUT;
    return new FullyConnectedLayer(
        name,
        found.outputs,
        found.activation,
        found.dropout < 0 ? usual : found.dropout,
        START,
        towers == 2 && found.groups == 2 ? Reads.OWN : Reads.ALL);
  }

  private float[] parameters() {
    ParameterLayout layout = new ParameterLayout(specification);
    float[] parameters = new float[layout.length()];
    for (int index = 0; index < layout.layers().size(); index++) {
      FoundLayer found = walk.layers().get(index);
      boolean filled = found.groups == 2 && layout.towers() == 1;
      float[] weights = filled ? withZerosBetweenGroups(found) : found.weights;
      int nextWeight = 0;
      int nextBias = 0;
      for (int tower = 0; tower < layout.towers(); tower++) {
        Range ours = layout.weights(tower, index);
        ChannelsFirst.weights(layout, tower, index)
            .toOurs(part(weights, nextWeight, ours.length()), parameters);
        nextWeight += ours.length();
        Range biases = layout.biases(tower, index);
        System.arraycopy(found.biases, nextBias, parameters, biases.offset(), biases.length());
        nextBias += biases.length();
      }
    }
    for (int tower = 0; tower < layout.towers(); tower++) {
      foldColors(parameters, layout.weights(tower, 0));
    }
    return parameters;
  }

  private static float[] part(float[] all, int from, int length) {
    return length == all.length ? all : Arrays.copyOfRange(all, from, from + length);
  }

  /** [kernel, channel, row, column] of all channels, of two groups of kernels that see halves. */
  private static float[] withZerosBetweenGroups(FoundLayer layer) {
    int half = layer.weights.length / layer.outputs;
    float[] filled = new float[2 * layer.weights.length];
    for (int kernel = 0; kernel < layer.outputs; kernel++) {
      int group = kernel < layer.outputs / 2 ? 0 : 1;
      System.arraycopy(
          layer.weights, kernel * half, filled, kernel * 2 * half + group * half, half);
    }
    return filled;
  }

  /** Red is the last of three channels where a network reads BGR. */
  private void foldColors(float[] parameters, Range weights) {
    boolean bgr = reading.pixels().map(pixels -> pixels.channels() == Channels.BGR).orElse(false);
    double scale = inputScale();
    for (int pixel = weights.offset(); pixel < weights.end(); pixel += CHANNELS) {
      if (bgr) {
        float blue = parameters[pixel];
        parameters[pixel] = parameters[pixel + 2];
        parameters[pixel + 2] = blue;
      }
      for (int channel = 0; channel < CHANNELS; channel++) {
        if (factors[channel] != scale) {
          parameters[pixel + channel] *= (float) (factors[channel] / scale);
        }
      }
    }
  }
}
