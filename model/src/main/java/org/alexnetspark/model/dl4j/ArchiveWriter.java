package org.alexnetspark.model.dl4j;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.alexnetspark.npy.NpyFile;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Writes a {@code model.zip} as a stream, and the same bytes for the same model. Nothing is
 * compressed: weights shrink by 7 %, and to inflate them takes longer than to read them.
 */
final class ArchiveWriter {
  static final String NETWORK = "network.json";
  static final String CLASSES = "classes.json";
  static final String MEAN = "mean.npy";
  static final String CONFIGURATION = "configuration.json";
  static final String COEFFICIENTS = "coefficients.bin";
  static final String UPDATER = "updaterState.bin";

  private static final int BUFFER = 1 << 16;
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ZipOutputStream zip;

  /** An archive to be written to a stream, which stays open. */
  ArchiveWriter(OutputStream stream) {
    this.zip = new ZipOutputStream(new BufferedOutputStream(stream, BUFFER));
    zip.setLevel(Deflater.NO_COMPRESSION);
  }

  /**
   * Writes what using a model takes besides DL4J's own entries, which come next.
   *
   * @param network what it is; comes first, so that readers know
   * @param card Markdown that says where the model comes from and what it is good for
   */
  void beside(JsonNode network, SavedModel model, Optional<String> card) throws IOException {
    entry(NETWORK, JSON.writeValueAsBytes(network));
    entry(CLASSES, JSON.writeValueAsBytes(model.classes()));
    entry(MEAN, NpyFile.ofImage(model.mean()));
    if (card.isPresent()) {
      entry(NetworkArchive.CARD, card.get());
    }
  }

  void entry(String name, String text) throws IOException {
    entry(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void entry(String name, byte[] bytes) throws IOException {
    entry(name, out -> out.write(bytes));
  }

  /** What an entry holds, where it is too large to be made before it is written. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  void entry(String name, Content content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(ENTRY_TIME);
    zip.putNextEntry(entry);
    OutputStream buffered = new BufferedOutputStream(zip, BUFFER);
    content.writeTo(buffered);
    buffered.flush();
    zip.closeEntry();
  }

  /** Ends the archive. */
  void finish() throws IOException {
    zip.finish();
    zip.flush();
  }
}
