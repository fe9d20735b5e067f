package org.alexnetspark.model.specification;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * A network's definition as JSON: in {@code network.json} and {@code run.json} of a run and in
 * {@code model.zip}. Versions up to 0.1, who knew AlexNet only, wrote its options instead of its
 * layers; they are read too.
 */
public final class NetworkJson {

  private static final String NAME = "network";
  private static final String CROP = "crop";
  private static final String INPUT_SCALE = "inputScale";
  private static final String WIDTH = "width";
  private static final String TOWERS = "towers";
  private static final String LAYERS = "layers";
  private static final String CONVOLUTION = "convolution";
  private static final String FULLY_CONNECTED = "fullyConnected";
  private static final String KERNELS = "kernels";
  private static final String WINDOW = "window";
  private static final String STRIDE = "stride";
  private static final String PADDING = "padding";
  private static final String READS = "reads";
  private static final String ACTIVATION = "activation";
  private static final String NORMALIZATION = "normalization";
  private static final String IN_MAPS = "normalizationInMaps";
  private static final String ACTIVATED_LAST = "activatedLast";
  private static final String POOLING = "pooling";
  private static final String UNITS = "units";
  private static final String DROPOUT = "dropout";
  private static final String DEVIATION = "initialDeviation";
  private static final String BIAS = "initialBias";
  private static final ObjectMapper JSON = new ObjectMapper();

  private NetworkJson() {}

  /** A network's definition in one line. */
  public static String write(NetworkSpecification network) {
    return tree(network).toString();
  }

  /** A network's definition, to be put into something larger. */
  public static ObjectNode tree(NetworkSpecification network) {
    ObjectNode json =
        JSON.createObjectNode()
            .put(NAME, network.name())
            .put(CROP, network.crop())
            .put(INPUT_SCALE, network.inputScale())
            .put(WIDTH, network.width())
            .put(TOWERS, network.towers());
    ArrayNode layers = json.putArray(LAYERS);
    for (Layer layer : network.definitions()) {
      layers.add(
          layer instanceof ConvolutionLayer convolution
              ? convolution(convolution)
              : fullyConnected((FullyConnectedLayer) layer));
    }
    return json;
  }

  private static ObjectNode convolution(ConvolutionLayer layer) {
    ObjectNode json =
        JSON.createObjectNode()
            .put(CONVOLUTION, layer.name())
            .put(KERNELS, layer.kernels())
            .put(WINDOW, layer.window())
            .put(STRIDE, layer.stride());
    json.putArray(PADDING).add(layer.padding().near()).add(layer.padding().far());
    json.put(READS, layer.reads().name())
        .put(ACTIVATION, layer.activation().name())
        .put(NORMALIZATION, layer.normalization().name());
    ArrayNode poolings = json.putArray(POOLING);
    layer.poolings().forEach(pooling -> poolings.add(pooling.name()));
    // What only the authors' source has is left out elsewhere, so that older versions read the
    // rest.
    if (layer.normalizationInMaps() != MapNormalization.NONE) {
      json.put(IN_MAPS, layer.normalizationInMaps().name());
    }
    if (layer.activatedLast()) {
      json.put(ACTIVATED_LAST, true);
    }
    return start(json, layer);
  }

  private static ObjectNode fullyConnected(FullyConnectedLayer layer) {
    ObjectNode json =
        JSON.createObjectNode()
            .put(FULLY_CONNECTED, layer.name())
            .put(UNITS, layer.units())
            .put(ACTIVATION, layer.activation().name())
            .put(DROPOUT, layer.dropout());
    if (layer.reads() != Reads.ALL) {
      json.put(READS, layer.reads().name());
    }
    return start(json, layer);
  }

  private static ObjectNode start(ObjectNode json, Layer layer) {
    return json.put(DEVIATION, layer.start().deviation()).put(BIAS, layer.start().bias());
  }

  /**
   * The network of a definition.
   *
   * @throws IllegalArgumentException if it is none, with what is missing or wrong
   */
  public static NetworkSpecification read(String json) {
    try {
      return read(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** As {@link #read(String)}. */
  public static NetworkSpecification read(JsonNode json) {
    boolean list = json.path(LAYERS).path(0).isObject();
    return list ? readList(json) : readAlexNet(json);
  }

  private static NetworkSpecification readList(JsonNode json) {
    List<Layer> layers = new ArrayList<>();
    for (JsonNode layer : json.required(LAYERS)) {
      layers.add(layer.has(CONVOLUTION) ? readConvolution(layer) : readFullyConnected(layer));
    }
    return new NetworkSpecification(
        json.required(NAME).asText(),
        json.required(CROP).asInt(),
        json.required(INPUT_SCALE).asDouble(),
        json.required(WIDTH).asDouble(),
        json.required(TOWERS).asInt(),
        layers);
  }

  private static ConvolutionLayer readConvolution(JsonNode json) {
    JsonNode padding = json.required(PADDING);
    return new ConvolutionLayer(
        json.required(CONVOLUTION).asText(),
        json.required(KERNELS).asInt(),
        json.required(WINDOW).asInt(),
        json.required(STRIDE).asInt(),
        new Padding(padding.required(0).asInt(), padding.required(1).asInt()),
        Reads.valueOf(json.required(READS).asText()),
        Activation.valueOf(json.required(ACTIVATION).asText()),
        LrnConvention.valueOf(json.required(NORMALIZATION).asText()),
        StreamSupport.stream(json.required(POOLING).spliterator(), false)
            .map(pooling -> Pooling.valueOf(pooling.asText()))
            .toList(),
        readStart(json),
        MapNormalization.valueOf(json.path(IN_MAPS).asText(MapNormalization.NONE.name())),
        json.path(ACTIVATED_LAST).asBoolean());
  }

  private static FullyConnectedLayer readFullyConnected(JsonNode json) {
    return new FullyConnectedLayer(
        json.required(FULLY_CONNECTED).asText(),
        json.required(UNITS).asInt(),
        Activation.valueOf(json.required(ACTIVATION).asText()),
        json.required(DROPOUT).asDouble(),
        readStart(json),
        Reads.valueOf(json.path(READS).asText(Reads.ALL.name())));
  }

  private static StartingValues readStart(JsonNode json) {
    return new StartingValues(json.required(DEVIATION).asDouble(), json.required(BIAS).asDouble());
  }

  /** {@code model.zip} had the towers' label, {@code run.json} the name of an arrangement. */
  private static NetworkSpecification readAlexNet(JsonNode json) {
    String leftOut = json.required("leftOut").asText().toLowerCase(Locale.ROOT);
    NetworkSpecification whole =
        AlexNet.paper(json.required("classes").asInt())
            .withWidth(json.required(WIDTH).asDouble())
            .withArrangement(arrangement(json))
            .withCrop(json.required(CROP).asInt())
            .withActivation(Activation.valueOf(json.required(ACTIVATION).asText()))
            .withLrn(LrnConvention.valueOf(json.required("lrn").asText()))
            .withPooling(Pooling.valueOf(json.required(POOLING).asText()))
            .withDropout(json.required(DROPOUT).asDouble())
            .withInputScale(json.required(INPUT_SCALE).asDouble());
    return leftOut.equals("none") ? whole : whole.without(leftOut);
  }

  private static Arrangement arrangement(JsonNode json) {
    return json.has("arrangement")
        ? Arrangement.valueOf(json.required("arrangement").asText())
        : Arrangement.of(json.required(TOWERS).asText());
  }
}
