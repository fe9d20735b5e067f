package org.alexnetspark.model.dl4j;

import static org.alexnetspark.model.dl4j.ArchiveWriter.CLASSES;
import static org.alexnetspark.model.dl4j.ArchiveWriter.COEFFICIENTS;
import static org.alexnetspark.model.dl4j.ArchiveWriter.CONFIGURATION;
import static org.alexnetspark.model.dl4j.ArchiveWriter.MEAN;
import static org.alexnetspark.model.dl4j.ArchiveWriter.NETWORK;
import static org.alexnetspark.model.dl4j.ArchiveWriter.UPDATER;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.alexnetspark.npy.NpyFile;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * {@code model.zip} of any DL4J graph: what DL4J's {@code ModelSerializer.restoreComputationGraph}
 * loads as it is, to use it or to go on training, with the entries beside it that {@link
 * NetworkArchive} has too. Its {@code network.json}, which comes first, says that it is a graph.
 */
public final class GraphArchive {
  private static final String KIND = "network";
  private static final String GRAPH = "graph";
  private static final String CROP = "crop";
  private static final ObjectMapper JSON = new ObjectMapper();

  private GraphArchive() {}

  /**
   * Writes to a stream, which stays open.
   *
   * @param card Markdown that says where the model comes from and what it is good for
   */
  public static void write(SavedGraph graph, String card, OutputStream stream) throws IOException {
    ArchiveWriter archive = new ArchiveWriter(stream);
    archive.beside(
        JSON.createObjectNode().put(KIND, GRAPH).put(CROP, graph.crop()), graph, Optional.of(card));
    archive.entry(CONFIGURATION, graph.configuration());
    archive.entry(COEFFICIENTS, out -> write(graph.parameters(), out));
    if (graph.updaterState().length > 0) {
      archive.entry(UPDATER, out -> write(graph.updaterState(), out));
    }
    archive.finish();
  }

  private static void write(float[] vector, OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    Nd4j.write(Nd4j.createFromArray(vector).reshape(1, vector.length), data);
    data.flush();
  }

  /** Whether a zip's first entry says that it is one of these; the stream is read that far. */
  public static boolean begins(InputStream stream) throws IOException {
    ZipInputStream zip = new ZipInputStream(new BufferedInputStream(stream));
    ZipEntry first = zip.getNextEntry();
    return first != null
        && first.getName().equals(NETWORK)
        && JSON.readTree(zip.readAllBytes()).path(KIND).asText().equals(GRAPH);
  }

  /**
   * Reads from a stream, which stays open.
   *
   * @throws IOException if it is no such archive, with what is missing
   */
  public static SavedGraph read(InputStream stream) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    ZipInputStream zip = new ZipInputStream(new BufferedInputStream(stream));
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (!entry.getName().equals(UPDATER)) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    JsonNode network = JSON.readTree(required(entries, NETWORK));
    List<String> classes = new ArrayList<>();
    JSON.readTree(required(entries, CLASSES)).forEach(line -> classes.add(line.asText()));
    byte[] coefficients = required(entries, COEFFICIENTS);
    return new SavedGraph(
        new String(required(entries, CONFIGURATION), StandardCharsets.UTF_8),
        Nd4j.read(new DataInputStream(new ByteArrayInputStream(coefficients))).data().asFloat(),
        new float[0],
        network.required(CROP).asInt(),
        NpyFile.image(required(entries, MEAN)),
        classes);
  }

  private static byte[] required(Map<String, byte[]> entries, String name) throws IOException {
    byte[] entry = entries.get(name);
    if (entry == null) {
      throw new IOException("no archive of a graph: it has no entry " + name);
    }
    return entry;
  }
}
