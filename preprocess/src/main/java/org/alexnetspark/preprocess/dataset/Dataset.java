package org.alexnetspark.preprocess.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.preprocess.image.Framing;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What {@code dataset.json} says: classes, splits, shards. Everything that a reader needs to know
 * before it opens a shard.
 *
 * @param formatVersion of the folder's layout: {@value #FORMAT_OF_CROPS} or, where images are
 *     whole, {@value #FORMAT_OF_WHOLE_IMAGES}
 * @param framing what of a photograph an image is
 * @param imageSize shorter side of every image in pixels; both sides where these are crops
 * @param encoding of the pixels in every shard
 * @param classes in label order, which is the ASCII order of the synsets
 * @param splits by name
 * @param provenance how each split was made, by the split's name
 */
public record Dataset(
    int formatVersion,
    Framing framing,
    int imageSize,
    Encoding encoding,
    List<SynsetClass> classes,
    Map<String, Split> splits,
    Map<String, Provenance> provenance) {

  /** The layout of datasets of squares, which says nothing of framing. */
  private static final int FORMAT_OF_CROPS = 1;

  /** The layout of datasets of whole images: rows say how large each is, and there is no mean. */
  private static final int FORMAT_OF_WHOLE_IMAGES = 2;

  private static final String FORMAT_VERSION = "formatVersion";
  private static final String FRAMING = "framing";

  /** The file, in the dataset's folder, that holds all this. */
  public static final String FILE_NAME = "dataset.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  public Dataset {
    classes = List.copyOf(classes);
    splits = Collections.unmodifiableMap(new TreeMap<>(splits));
    provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
  }

  /** A dataset in the layout that its framing takes. */
  public Dataset(
      Framing framing,
      int imageSize,
      Encoding encoding,
      List<SynsetClass> classes,
      Map<String, Split> splits,
      Map<String, Provenance> provenance) {
    this(formatOf(framing), framing, imageSize, encoding, classes, splits, provenance);
  }

  private static int formatOf(Framing framing) {
    return framing == Framing.CROP ? FORMAT_OF_CROPS : FORMAT_OF_WHOLE_IMAGES;
  }

  /**
   * Reads {@code dataset.json} of the dataset in {@code folder}.
   *
   * @param folder any Hadoop file system's URI
   * @throws DatasetException when there is none, or it cannot be used
   * @throws IOException when the file system fails
   */
  public static Dataset read(String folder, Configuration configuration) throws IOException {
    return read(new Path(folder), configuration);
  }

  /** As {@link #read(String, Configuration)}. */
  public static Dataset read(Path folder, Configuration configuration) throws IOException {
    Path file = new Path(folder, FILE_NAME);
    FileSystem fileSystem = file.getFileSystem(configuration);
    try (InputStream in = fileSystem.open(file)) {
      return parse(file.toString(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      throw new DatasetException(
          "no dataset in " + folder + ": there is no file " + file + " (preprocess.jar makes it)");
    }
  }

  private static Dataset parse(String file, String json) {
    try {
      JsonNode tree = JSON.readTree(json);
      int version = tree.path(FORMAT_VERSION).asInt();
      if (version != FORMAT_OF_CROPS && version != FORMAT_OF_WHOLE_IMAGES) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "%s has format version %d; this program reads %d and %d",
                file,
                version,
                FORMAT_OF_CROPS,
                FORMAT_OF_WHOLE_IMAGES));
      }
      if (version == FORMAT_OF_CROPS) {
        ((ObjectNode) tree).put(FRAMING, Framing.CROP.toString());
      }
      return JSON.treeToValue(tree, Dataset.class);
    } catch (JsonProcessingException e) {
      throw new DatasetException(file + " is damaged: " + e.getOriginalMessage());
    }
  }

  /** The split of that name. */
  public Split split(String name) {
    Split split = splits.get(name);
    if (split == null) {
      throw new DatasetException(
          "the dataset has no split \""
              + name
              + "\"; it has "
              + String.join(", ", splits.keySet()));
    }
    return split;
  }

  /**
   * What identifies the content: SHA-256, in hexadecimal, over the image size, the encoding, the
   * framing unless it is crop, the synsets and the sums of all shards. It does not change when the
   * folder is moved.
   */
  public String fingerprint() {
    StringBuilder content = new StringBuilder();
    content.append(imageSize).append('\n').append(encoding).append('\n');
    if (framing != Framing.CROP) {
      content.append(framing).append('\n');
    }
    classes.forEach(each -> content.append(each.synset()).append('\n'));
    splits.forEach(
        (name, split) -> {
          content.append(name).append('\n');
          split.shards().forEach(shard -> content.append(shard.sha256()).append('\n'));
        });
    return DigestUtils.sha256Hex(content.toString());
  }

  /** The text of {@code dataset.json}, ending in a line feed. */
  public String toJson() {
    try {
      ObjectNode tree = JSON.valueToTree(this);
      if (formatVersion == FORMAT_OF_CROPS) {
        tree.remove(FRAMING);
      }
      return JSON.writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a dataset is made of plain records", e);
    }
  }
}
