package org.alexnetspark.model.onnx;

import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.model.specification.NetworkJson;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.npy.NpyFile;

/**
 * What a file says of its network in {@code metadata_props}, beside the graph: enough to prepare
 * images for it and to name its answers, and to read it back as it was.
 */
final class OnnxMetadata {
  static final String CLASSES = "classes";
  static final String NETWORK = "network";
  static final String PREPROCESSING = "preprocessing";
  static final String CHANNELS = "channels";
  static final String IMAGE_SIZE = "image.size";
  static final String CROP = "image.crop";

  /** Where the graph does not subtract it: red, green and blue between commas. */
  static final String MEAN_COLOR = "mean.color";

  /** Where the graph does not subtract it: a NumPy file in base 64. */
  static final String MEAN_IMAGE = "mean.npy";

  private static final String RGB = "RGB";

  private final Map<String, String> properties;

  OnnxMetadata(Map<String, String> properties) {
    this.properties = properties;
  }

  /** What is said of an exported network, in the order in which it is written. */
  static Map<String, String> of(SavedNetwork network, OnnxInput input, int imageSize) {
    NetworkSpecification specification = network.specification();
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(CLASSES, String.join("\n", network.classes()));
    properties.put(CHANNELS, RGB);
    properties.put(IMAGE_SIZE, String.valueOf(imageSize));
    properties.put(CROP, String.valueOf(specification.crop()));
    properties.put(PREPROCESSING, preprocessing(specification, input, imageSize));
    if (input == OnnxInput.PREPARED) {
      MeanColor.of(network.mean())
          .ifPresentOrElse(
              color -> properties.put(MEAN_COLOR, color.toString()),
              () ->
                  properties.put(
                      MEAN_IMAGE,
                      Base64.getEncoder().encodeToString(NpyFile.ofImage(network.mean()))));
    }
    properties.put(NETWORK, NetworkJson.write(specification));
    return properties;
  }

  private static String preprocessing(
      NetworkSpecification specification, OnnxInput input, int imageSize) {
    String image =
        String.format(
            Locale.ROOT,
            "Shorter side resized to %d, central %d x %d cut out, RGB of 8 bits",
            imageSize,
            imageSize,
            imageSize);
    return input == OnnxInput.PREPARED
        ? String.format(
            Locale.ROOT,
            "%s, less the mean, central %d x %d of that, as float [N,3,%d,%d]. Softmax is in the graph.",
            image,
            specification.crop(),
            specification.crop(),
            specification.crop(),
            specification.crop())
        : image
            + (input == OnnxInput.NHWC ? " [N,row,column,channel]" : " [N,channel,row,column]")
            + ". Mean, crop and softmax are in the graph.";
  }

  /** The definition that this project wrote, if it did. */
  Optional<NetworkSpecification> network() {
    return Optional.ofNullable(properties.get(NETWORK)).map(NetworkJson::read);
  }

  /** The classes by label, a line each; empty where the file does not say. */
  List<String> classes() {
    String lines = properties.get(CLASSES);
    return lines == null ? List.of() : List.of(lines.split("\n", -1));
  }

  /** The mean that is subtracted before the graph, [size, size, 3], RGB. */
  Optional<float[]> mean() throws IOException {
    if (properties.containsKey(MEAN_IMAGE)) {
      return Optional.of(NpyFile.image(Base64.getDecoder().decode(properties.get(MEAN_IMAGE))));
    }
    Optional<Integer> size = imageSize();
    return size.isPresent() && properties.containsKey(MEAN_COLOR)
        ? Optional.of(MeanColor.parse(properties.get(MEAN_COLOR)).image(size.get()))
        : Optional.empty();
  }

  /** Side of the squares that crops are taken of. */
  Optional<Integer> imageSize() {
    return Optional.ofNullable(properties.get(IMAGE_SIZE)).map(Integer::valueOf);
  }
}
