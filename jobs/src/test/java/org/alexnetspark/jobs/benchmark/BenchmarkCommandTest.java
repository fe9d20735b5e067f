package org.alexnetspark.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.junit.jupiter.api.Test;

class BenchmarkCommandTest {
  @Test
  void withoutANameItSaysWhatThereIs() {
    CapturedRun run = CapturedRun.of(() -> TrainJar.run("benchmark"));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("benchmark", "feeding");
  }

  @Test
  void feedingPrintsALineOfJsonForEachEncodingPreparedByHostAndDevice() throws IOException {
    CapturedRun run =
        CapturedRun.of(
            () -> TrainJar.run("benchmark", "feeding", "--images", "3", "--passes", "1", "--json"));
    assertThat(run.status()).as(run.errors()).isZero();
    List<String> lines = run.output().lines().toList();
    assertThat(lines).hasSize(4);
    JsonNode raw = new ObjectMapper().readTree(lines.get(0));
    assertThat(raw.get("encoding").asText()).isEqualTo("raw");
    assertThat(raw.get("prepared by").asText()).isEqualTo("host");
    assertThat(raw.get("images").asInt()).isEqualTo(3);
    assertThat(raw.get("images/s per core").asDouble()).isPositive();
    assertThat(raw.get("processor").asText()).isNotEmpty();
  }

  @Test
  void stepPrintsTheWholeStepAndItsPartsForEachDeviceAndBatchSize() throws IOException {
    CapturedRun run =
        CapturedRun.of(
            () ->
                TrainJar.run(
                    "benchmark",
                    "step",
                    "--device=nd4j",
                    "--batch-size=2,3",
                    "--width=0.06",
                    "--classes=5",
                    "--steps=2",
                    "--json"));
    assertThat(run.status()).as(run.errors()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.output().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSize(2 + 2 * 11);
    assertThat(lines.subList(0, 2))
        .allSatisfy(
            speed -> {
              assertThat(speed.get("device").asText()).isEqualTo("nd4j");
              assertThat(speed.get("precision").asText()).isEqualTo("fp32");
              assertThat(speed.get("images/s").asDouble()).isPositive();
              assertThat(speed.get("resident MB").asDouble()).isPositive();
            });
    assertThat(lines.subList(2, 12))
        .extracting(part -> part.get("part").asText())
        .containsExactly(
            "conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8", "update", "the rest");
    double milliseconds = 0;
    for (JsonNode part : lines.subList(2, 12)) {
      for (String column : List.of("forward ms", "backward ms", "exchange ms")) {
        milliseconds += part.get(column).asDouble();
      }
    }
    assertThat(milliseconds).isCloseTo(lines.get(12).get("forward ms").asDouble(), within(1e-6));
    assertThat(lines.get(12).get("part").asText()).isEqualTo("all");
  }

  @Test
  void tablesHaveAColumnForEachFigure() {
    CapturedRun run =
        CapturedRun.of(
            () -> TrainJar.run("benchmark", "feeding", "--images", "3", "--passes", "1"));
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output().lines().toList().get(1)).contains("encoding", "images/s per core");
    assertThat(run.output().lines()).as("machine, head, rows").hasSize(2 + 4);
  }

  @Test
  void noImagesAreRefused() {
    CapturedRun run = CapturedRun.of(() -> TrainJar.run("benchmark", "feeding", "--images", "0"));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("--images is 0", "at least 1");
  }
}
