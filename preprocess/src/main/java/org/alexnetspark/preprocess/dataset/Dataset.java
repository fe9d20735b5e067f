package org.alexnetspark.preprocess.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.preprocess.statistics.MeanImage;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What {@code dataset.json} says: classes, splits, shards. Everything that a reader needs to know
 * before it opens a shard.
 *
 * @param formatVersion of the folder's layout; this program reads {@value #FORMAT_VERSION}
 * @param imageSize side of every image in pixels
 * @param encoding of the pixels in every shard
 * @param classes in label order, which is the ASCII order of the synsets
 * @param splits by name
 * @param provenance how each split was made, by the split's name
 */
public record Dataset(
    int formatVersion,
    int imageSize,
    Encoding encoding,
    List<SynsetClass> classes,
    Map<String, Split> splits,
    Map<String, Provenance> provenance) {

  /** The layout that this program writes and reads. */
  public static final int FORMAT_VERSION = 1;

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
      int version = JSON.readTree(json).path("formatVersion").asInt();
      if (version != FORMAT_VERSION) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "%s has format version %d; this program reads %d",
                file,
                version,
                FORMAT_VERSION));
      }
      return JSON.readValue(json, Dataset.class);
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
   * synsets and the sums of all shards. It does not change when the folder is moved.
   */
  public String fingerprint() {
    StringBuilder content = new StringBuilder();
    content.append(imageSize).append('\n').append(encoding).append('\n');
    classes.forEach(each -> content.append(each.synset()).append('\n'));
    splits.forEach(
        (name, split) -> {
          content.append(name).append('\n');
          split.shards().forEach(shard -> content.append(shard.sha256()).append('\n'));
        });
    return Sha256.hex(content.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What identifies the content and what was made of it: {@link #fingerprint} and the sums of the
   * mean image and the colour components.
   *
   * @param folder of this dataset
   */
  public String fingerprintWithStatistics(Path folder, Configuration configuration)
      throws IOException {
    String content =
        fingerprint()
            + "\n"
            + Sha256.ofFile(new Path(folder, MeanImage.FILE), configuration)
            + "\n"
            + Sha256.ofFile(new Path(folder, PrincipalComponents.FILE), configuration);
    return Sha256.hex(content.getBytes(StandardCharsets.UTF_8));
  }

  /** The text of {@code dataset.json}, ending in a line feed. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a dataset is made of plain records", e);
    }
  }
}
