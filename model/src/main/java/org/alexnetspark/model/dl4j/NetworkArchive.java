package org.alexnetspark.model.dl4j;

import static org.alexnetspark.model.dl4j.ArchiveWriter.CLASSES;
import static org.alexnetspark.model.dl4j.ArchiveWriter.COEFFICIENTS;
import static org.alexnetspark.model.dl4j.ArchiveWriter.CONFIGURATION;
import static org.alexnetspark.model.dl4j.ArchiveWriter.MEAN;
import static org.alexnetspark.model.dl4j.ArchiveWriter.NETWORK;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.alexnetspark.model.specification.NetworkJson;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.npy.NpyFile;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * The file a trained network is kept in: a zip that DL4J's {@code
 * ModelSerializer.restoreComputationGraph} loads as it is, with more entries that DL4J passes over.
 *
 * <pre>
 * configuration.json   DL4J's graph; where DL4J lacks an operation of the network, NOT-FOR-DL4J.txt
 *                      instead, which says so
 * coefficients.bin     DL4J's parameters
 * network.json         the definition
 * mean.npy             the mean image, float32 [size, size, 3]
 * classes.json         the classes by label
 * MODEL_CARD.md        the model card, where there is one
 * </pre>
 *
 * Written and read as a stream.
 */
public final class NetworkArchive {
  /** The name of the model card, in the archive and beside it. */
  public static final String CARD = "MODEL_CARD.md";

  /** Says in one line why DL4J cannot read the archive. */
  private static final String NOT_FOR_DL4J = "NOT-FOR-DL4J.txt";

  /** Of the layers with weights in the coefficients. */
  private static final String ORDER = "order";

  /** What {@link #ORDER} was called up to version 0.1. */
  private static final String ORDER_BEFORE = "layers";

  private static final int BUFFER = 1 << 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  private NetworkArchive() {}

  /** Why DL4J cannot read the archive of a network, in one line; empty where it can. */
  public static Optional<String> refusalByDl4j(NetworkSpecification specification) {
    return Dl4jGraph.refusal(specification);
  }

  /** Writes a file. */
  public static void write(SavedNetwork network, Path file) throws IOException {
    try (OutputStream stream = Files.newOutputStream(file)) {
      write(network, stream);
    }
  }

  /** Writes to a stream, which stays open. */
  public static void write(SavedNetwork network, OutputStream stream) throws IOException {
    write(network, Optional.empty(), stream);
  }

  /**
   * As {@link #write(SavedNetwork, OutputStream)}.
   *
   * @param card Markdown that says where the model comes from and what it is good for
   */
  public static void write(SavedNetwork network, Optional<String> card, OutputStream stream)
      throws IOException {
    ObjectNode description = NetworkJson.tree(network.specification());
    description.set(ORDER, order(network.specification()));
    ArchiveWriter archive = new ArchiveWriter(stream);
    archive.beside(description, network, card);
    Optional<String> refusal = Dl4jGraph.refusal(network.specification());
    if (refusal.isEmpty()) {
      archive.entry(CONFIGURATION, Dl4jGraph.configurationOf(network.specification()).toJson());
    } else {
      archive.entry(NOT_FOR_DL4J, refusal.get() + "\n");
    }
    archive.entry(
        COEFFICIENTS,
        out ->
            Coefficients.write(
                out,
                network.specification(),
                strings(description.get(ORDER)),
                network.parameters()));
    archive.finish();
  }

  /** Reads a file. */
  public static SavedNetwork read(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return read(stream);
    }
  }

  /**
   * Reads from a stream, which stays open.
   *
   * @throws IOException if it is no such archive, with what is missing
   */
  public static SavedNetwork read(InputStream stream) throws IOException {
    Entries entries = entries(stream);
    require(entries.specification, NETWORK);
    require(entries.mean, MEAN);
    require(entries.classes, CLASSES);
    Pretrained network = network(entries);
    return new SavedNetwork(
        network.specification(), network.parameters(), entries.mean, entries.classes);
  }

  /**
   * Reads what training can start from: the network alone, also from a file that DL4J's own
   * serializer wrote, which keeps the graph and drops the other entries. The stream stays open.
   *
   * @throws IOException if it holds no network of this project, with what is missing or different
   */
  public static Pretrained readPretrained(InputStream stream) throws IOException {
    return network(entries(stream));
  }

  /**
   * Reads the mean image alone, which comes before the weights; empty where there is none. The
   * stream stays open.
   */
  public static Optional<float[]> readMean(InputStream stream) throws IOException {
    ZipInputStream zip = new ZipInputStream(new BufferedInputStream(stream, BUFFER));
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (entry.getName().equals(MEAN)) {
        return Optional.of(NpyFile.image(zip.readAllBytes()));
      }
    }
    return Optional.empty();
  }

  /** What a zip holds; what it lacks is null. */
  private static final class Entries {
    private NetworkSpecification specification;
    private List<String> layers;
    private float[] mean;
    private List<String> classes;
    private byte[] configuration;
    private float[] parameters;
    private INDArray coefficients;
  }

  private static Entries entries(InputStream stream) throws IOException {
    Entries entries = new Entries();
    ZipInputStream zip = new ZipInputStream(new BufferedInputStream(stream, BUFFER));
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      switch (entry.getName()) {
        case NETWORK -> {
          JsonNode description = JSON.readTree(zip.readAllBytes());
          entries.specification = NetworkJson.read(description);
          entries.layers = strings(description.path(description.has(ORDER) ? ORDER : ORDER_BEFORE));
        }
        case MEAN -> entries.mean = NpyFile.image(zip.readAllBytes());
        case CLASSES -> entries.classes = strings(JSON.readTree(zip.readAllBytes()));
        case CONFIGURATION -> entries.configuration = zip.readAllBytes();
        case COEFFICIENTS -> readCoefficients(open(zip), entries);
        default -> {}
      }
    }
    return entries;
  }

  /** Where the order of the layers is known, as we write it, DL4J need not be asked for it. */
  private static void readCoefficients(InputStream stream, Entries entries) throws IOException {
    InputStream buffered = new BufferedInputStream(stream, BUFFER);
    if (entries.specification != null && !entries.layers.isEmpty()) {
      entries.parameters = Coefficients.read(buffered, entries.specification, entries.layers);
    } else {
      entries.coefficients = Nd4j.read(new DataInputStream(buffered));
    }
  }

  private static Pretrained network(Entries entries) throws IOException {
    List<String> classes = entries.classes == null ? List.of() : entries.classes;
    if (entries.parameters != null) {
      return new Pretrained(entries.specification, entries.parameters, classes);
    }
    require(entries.configuration, CONFIGURATION);
    require(entries.coefficients, COEFFICIENTS);
    ComputationGraphConfiguration configuration =
        ComputationGraphConfiguration.fromJson(
            new String(entries.configuration, StandardCharsets.UTF_8));
    NetworkSpecification specification =
        entries.specification != null
            ? entries.specification
            : GraphReader.specification(configuration);
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(entries.coefficients, false);
    float[] parameters = Dl4jGraph.parametersOf(specification, graph);
    graph.close();
    return new Pretrained(specification, parameters, classes);
  }

  private static void require(Object part, String entry) throws IOException {
    if (part == null) {
      throw new IOException("no archive of a network: it has no entry " + entry);
    }
  }

  /** An entry as a stream whose end is the entry's and which nobody can close. */
  private static InputStream open(ZipInputStream zip) {
    return new FilterInputStream(zip) {
      @Override
      public void close() {}
    };
  }

  /** The layers in the order of the coefficients, so that a reader need not ask DL4J for it. */
  private static ArrayNode order(NetworkSpecification specification) {
    ArrayNode order = JSON.createArrayNode();
    Dl4jGraph.layerOrder(specification).forEach(order::add);
    return order;
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(element -> strings.add(element.asText()));
    return strings;
  }
}
