package org.alexnetspark.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
  void feedingPrintsALineOfJsonForEachEncoding() throws IOException {
    CapturedRun run =
        CapturedRun.of(
            () -> TrainJar.run("benchmark", "feeding", "--images", "3", "--passes", "1", "--json"));
    assertThat(run.status()).as(run.errors()).isZero();
    List<String> lines = run.output().lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode raw = new ObjectMapper().readTree(lines.get(0));
    assertThat(raw.get("encoding").asText()).isEqualTo("raw");
    assertThat(raw.get("images").asInt()).isEqualTo(3);
    assertThat(raw.get("images/s per core").asDouble()).isPositive();
    assertThat(raw.get("processor").asText()).isNotEmpty();
  }

  @Test
  void tablesHaveAColumnForEachFigure() {
    CapturedRun run =
        CapturedRun.of(
            () -> TrainJar.run("benchmark", "feeding", "--images", "3", "--passes", "1"));
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output().lines().toList().get(1)).contains("encoding", "images/s per core");
    assertThat(run.output().lines()).hasSize(4);
  }

  @Test
  void noImagesAreRefused() {
    CapturedRun run = CapturedRun.of(() -> TrainJar.run("benchmark", "feeding", "--images", "0"));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("--images is 0", "at least 1");
  }
}
