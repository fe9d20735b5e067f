package org.alexnetspark.preprocess.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.alexnetspark.preprocess.image.Framing;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @Test
  void readsWhatItWrites() throws IOException {
    Dataset dataset = dataset("aa");
    Files.writeString(folder.resolve("dataset.json"), dataset.toJson());

    assertThat(Dataset.read(folder.toString(), HADOOP)).isEqualTo(dataset);
  }

  @Test
  void namesTheSplitsThereAre() {
    assertThatThrownBy(() -> dataset("aa").split("val"))
        .isInstanceOf(DatasetException.class)
        .hasMessage("the dataset has no split \"val\"; it has test, train");
  }

  @Test
  void fingerprintFollowsFromTheContent() {
    assertThat(dataset("aa").fingerprint())
        .isEqualTo(dataset("aa").fingerprint())
        .isNotEqualTo(dataset("ab").fingerprint())
        .matches("[0-9a-f]{64}");
  }

  @Test
  void namesTheFileThatIsMissing() {
    assertThatThrownBy(() -> Dataset.read(folder.toString(), HADOOP))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("no dataset in " + folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"formatVersion\": 3}",
        "{\"formatVersion\": 2}",
        "{\"formatVersion\": 1}"
      })
  void namesTheFileThatIsDamaged(String content) throws IOException {
    Files.writeString(folder.resolve("dataset.json"), content);

    assertThatThrownBy(() -> Dataset.read(folder.toString(), HADOOP))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("dataset.json");
  }

  /** Older versions of this program read it, and it has the fingerprint that they gave it. */
  @Test
  void aDatasetOfCropsSaysWhatItAlwaysSaid() {
    assertThat(dataset("aa").toJson())
        .startsWith(
            "{\n  \"formatVersion\" : 1,\n  \"imageSize\" : 256,\n  \"encoding\" : \"jpeg\",")
        .doesNotContain("framing");
    assertThat(dataset("aa").fingerprint())
        .isEqualTo("443c871e8b181f96becd562a4ab3ef91cc776f081fe8e3dc1348c362df58b9cd");
  }

  @Test
  void aDatasetOfWholeImagesSaysSoInASecondFormat() throws IOException {
    Dataset whole = dataset(Framing.WHOLE, "aa");
    Files.writeString(folder.resolve("dataset.json"), whole.toJson());

    assertThat(whole.toJson()).contains("\"formatVersion\" : 2", "\"framing\" : \"whole\"");
    assertThat(Dataset.read(folder.toString(), HADOOP)).isEqualTo(whole);
    assertThat(whole.fingerprint()).isNotEqualTo(dataset("aa").fingerprint());
  }

  private static Dataset dataset(String sha256) {
    return dataset(Framing.CROP, sha256);
  }

  private static Dataset dataset(Framing framing, String sha256) {
    Shard shard = new Shard("train/part-00000.parquet", 3, 99, sha256, List.of(2, 1));
    return new Dataset(
        framing,
        256,
        Encoding.JPEG,
        List.of(new SynsetClass("n01", "tench, Tinca tinca"), new SynsetClass("n02", "")),
        Map.of(
            "train", new Split(3, List.of(1L, 2L), 1, List.of(shard)),
            "test", new Split(0, List.of(0L, 0L), 0, List.of())),
        Map.of("train", new Provenance(Map.of("seed", "0"), Map.of("spark", "3.5.6"))));
  }
}
