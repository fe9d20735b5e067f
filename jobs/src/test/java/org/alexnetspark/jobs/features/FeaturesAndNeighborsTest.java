package org.alexnetspark.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.jobs.evaluate.TinyTask;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** features and neighbors, against the activations of a network asked for one image at a time. */
@LocalSpark(slots = 3)
class FeaturesAndNeighborsTest {
  private static TinyTask task;

  @BeforeAll
  static void make() {
    task = TinyTask.get();
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv2", "conv5", "fc6", "fc7", "fc8"})
  void everyImageHasARowWithItsActivations(String layer) throws IOException {
    Path output = task.newFolder("features").resolve(layer);

    CapturedRun run =
        features("--layer", layer, "--output", output.toString(), "--batch-size", "4");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(output.resolve("_SUCCESS")).exists();
    List<ImageRecord> images = task.images("val");
    List<float[]> expected = activations(images, layer);
    List<Row> rows;
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      rows = session.read().parquet(output.toString()).collectAsList();
    }
    assertThat(rows).hasSize(images.size());
    assertThat(rows.get(0).schema().fieldNames())
        .containsExactly("id", "label", "synset", "path", "features");
    for (int i = 0; i < images.size(); i++) {
      ImageRecord image = images.get(i);
      Row row =
          rows.stream().filter(each -> each.getLong(0) == image.id()).findFirst().orElseThrow();
      assertThat(row.getInt(1)).isEqualTo(image.label());
      assertThat(row.getString(2)).isEqualTo(task.synsets().get(image.label()));
      assertThat(row.getString(3)).isEqualTo(image.path());
      List<Float> found = row.getList(4);
      assertThat(found).hasSize(expected.get(i).length);
      for (int k = 0; k < found.size(); k++) {
        assertThat(found.get(k)).isCloseTo(expected.get(i)[k], within(1e-4f));
      }
    }
  }

  @Test
  void aLayerThatDoesNotExistIsRefusedWithThoseThatDo() throws IOException {
    CapturedRun run =
        features("--layer", "fc9", "--output", task.newFolder("f").resolve("x").toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("--layer is fc9", "conv5, fc6, fc7, fc8");
  }

  @Test
  void featuresAreNotWrittenOverOthers() throws IOException {
    CapturedRun run = features("--layer", "fc7", "--output", task.newFolder("taken").toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("--output", "exists");
  }

  @Test
  void imagesOfAnotherSizeAreRefused() throws IOException {
    CapturedRun run =
        CapturedRun.of(
            () ->
                TrainJar.run(
                    "features",
                    "--model",
                    task.model(1),
                    "--data",
                    task.datasetOf64(),
                    "--split",
                    "train",
                    "--layer",
                    "fc7",
                    "--output",
                    "never-made"));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("256 x 256", "64 x 64");
  }

  @Test
  void neighborsAreTheNearestOfAllImages() throws IOException {
    List<ImageRecord> train = task.images("train");
    List<float[]> features = activations(train, "fc7");
    List<ImageRecord> val = task.images("val");
    List<float[]> queries = activations(val, "fc7");
    Path page = task.newFolder("page").resolve("neighbors.html");

    CapturedRun run =
        CapturedRun.of(
            () ->
                TrainJar.run(
                    "neighbors",
                    "--model",
                    task.model(1),
                    "--data",
                    task.dataset(),
                    "--input",
                    task.photographs("val").toString(),
                    "--count",
                    "4",
                    "--batch-size",
                    "7",
                    "--json",
                    "--page",
                    page.toString()));

    assertThat(run.status()).as(run.errors()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.output().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSize(val.size());
    for (int i = 0; i < val.size(); i++) {
      String path = val.get(i).path();
      JsonNode line =
          lines.stream()
              .filter(each -> each.get("path").asText().endsWith("/" + path))
              .findFirst()
              .orElseThrow();
      float[] query = queries.get(i);
      double[] nearest =
          features.stream().mapToDouble(each -> distance(query, each)).sorted().limit(4).toArray();
      assertThat(line.get("neighbors")).hasSize(4);
      for (int k = 0; k < 4; k++) {
        JsonNode neighbor = line.get("neighbors").get(k);
        assertThat(neighbor.get("distance").asDouble()).isCloseTo(nearest[k], within(1e-3));
        assertThat(neighbor.get("path").asText())
            .isEqualTo(
                train.stream()
                    .filter(image -> image.id() == neighbor.get("id").asLong())
                    .findFirst()
                    .orElseThrow()
                    .path());
      }
    }
    assertThat(Files.readString(page).split("<figure>", -1))
        .as("20 photographs with 4 neighbours each")
        .hasSize(20 * 5 + 1);
  }

  private static CapturedRun features(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("features", "--model", task.model(1), "--data", task.dataset()));
    all.addAll(Arrays.asList(arguments));
    return CapturedRun.of(() -> TrainJar.run(all.toArray(String[]::new)));
  }

  private static List<float[]> activations(List<ImageRecord> images, String layer)
      throws IOException {
    List<float[]> activations = new ArrayList<>();
    try (Network network = task.openNetwork(1)) {
      for (ImageRecord image : images) {
        float[] features = new float[network.featureLength(layer)];
        network.features(
            layer, new ReadyImages(task.crop(image.image().pixels(), 16, 16, false)), 1, features);
        activations.add(features);
      }
    }
    return activations;
  }

  private static double distance(float[] first, float[] second) {
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += Math.pow((double) first[i] - second[i], 2);
    }
    return Math.sqrt(sum);
  }
}
