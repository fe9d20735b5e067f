package org.alexnetspark.preprocess.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alexnetspark.preprocess.LocalSpark;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.input.Archive;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.InputFiles;
import org.alexnetspark.preprocess.input.PhotographList;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All difficult files in one job: none spoils another's fate. Skipped where the folder {@code
 * shared/data/nasty} beside the repository (or {@code -Dalexnetspark.data}) is absent.
 */
class NastyDatasetTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("alexnetspark.data", "../../shared/data"), "nasty");
  private static final int SIZE = 256;
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path temporary;

  /** A file that became a row, by the columns of its size. */
  private record Fate(boolean row, String size) {}

  @Test
  void everyFileIsARowOrARejectAsTheManifestSays() throws IOException {
    Path manifest = FOLDER.resolve("MANIFEST.tsv");
    assumeTrue(Files.exists(manifest), manifest + " is absent");
    List<String[]> lines =
        Files.readAllLines(manifest).stream().map(line -> line.split("\t", -1)).toList();
    List<String> columns = List.of(lines.get(0));
    List<String[]> files = lines.subList(1, lines.size());
    Path photographs = temporary.resolve("photographs");
    for (int i = 0; i < files.size(); i++) {
      Path source = FOLDER.resolve(files.get(i)[columns.indexOf("file")]);
      Path folder = Files.createDirectories(photographs.resolve("c" + i % 2));
      Files.copy(source, folder.resolve(source.getFileName()));
    }

    Map<String, Fate> fates = make(photographs);

    assertThat(fates).hasSize(files.size());
    SoftAssertions soft = new SoftAssertions();
    for (String[] file : files) {
      String name = Path.of(file[columns.indexOf("file")]).getFileName().toString();
      String expected = file[columns.indexOf("expected")];
      Fate fate = fates.get(name);
      if (expected.equals("decode")) {
        soft.assertThat(fate.row()).as("%s is a row", name).isTrue();
      } else if (expected.equals("reject")) {
        soft.assertThat(fate.row()).as("%s is a row", name).isFalse();
      }
      if (fate.row()) {
        soft.assertThat(fate.size())
            .as("size of %s", name)
            .isEqualTo(
                file[columns.indexOf("upright_width")]
                    + " x "
                    + file[columns.indexOf("upright_height")]);
      }
    }
    soft.assertAll();
  }

  private Map<String, Fate> make(Path photographs) throws IOException {
    String output = temporary.resolve("dataset").toString();
    SplitSettings settings =
        new SplitSettings(
            "train",
            Framing.CROP,
            SIZE,
            Encoding.RAW,
            4_000_000,
            1,
            0,
            ImagePreparer.DEFAULT_MAX_PIXELS);
    ClassList classes = ClassList.ofSynsets(List.of("c0", "c1"));
    InputFiles input = InputFiles.find(List.of(photographs.toString()), HADOOP);
    PhotographList listed =
        input.label(
            input.list(
                new IndexJob(
                    LocalSpark.context(),
                    new org.apache.hadoop.fs.Path(temporary + "/unpacked"),
                    Archive.LABEL_FIELD),
                false),
            classes);
    DatasetFolder folder = DatasetFolder.open(output, HADOOP);
    new SplitJob(LocalSpark.context(), folder, settings, new RejectLimit("100%"), Map.of())
        .run(new SplitJob.Listed(classes, listed), Map.of(), new HeardSplitJob());
    SparkSession spark =
        SparkSession.builder().sparkContext(LocalSpark.context().sc()).getOrCreate();
    Map<String, Fate> fates = new HashMap<>();
    for (Row row :
        spark
            .read()
            .parquet(output + "/train/part-*.parquet")
            .select("path", "width", "height")
            .collectAsList()) {
      fates.put(name(row.getString(0)), new Fate(true, row.getInt(1) + " x " + row.getInt(2)));
    }
    for (Row reject : spark.read().json(output + "/train/rejects.jsonl").collectAsList()) {
      fates.merge(
          name(reject.getAs("path")),
          new Fate(false, ""),
          (row, twice) -> {
            throw new AssertionError(reject + " is a row as well");
          });
    }
    return fates;
  }

  private static String name(String path) {
    return Path.of(path).getFileName().toString();
  }
}
