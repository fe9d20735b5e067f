package org.alexnetspark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.jobs.evaluate.TinyTask;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A pipeline that learns from features, saved, and loaded by a process that knows nothing of it.
 */
@LocalSpark(slots = 2)
class SavedPipelineTest {
  private static TinyTask task;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    task = TinyTask.get();
    spark = SparkSession.builder().config("spark.sql.shuffle.partitions", 2).getOrCreate();
  }

  @AfterAll
  static void end() {
    spark.stop();
  }

  @Test
  void aFreshProcessPredictsTheSameWithoutTheRunsFolder() throws Exception {
    Path run = Files.createDirectory(task.newFolder("run").resolve("run"));
    Files.copy(Path.of(task.model(3)), run.resolve("model.zip"));
    PipelineModel fitted = pipeline(run.toString()).fit(records("train"));
    Path saved = task.newFolder("saved").resolve("pipeline");
    fitted.write().save(saved.toString());
    List<String> here = lines(fitted.transform(records("val")));
    Files.delete(run.resolve("model.zip"));

    Path answers = task.newFolder("answers").resolve("answers.txt");
    inAFreshProcess(saved.toString(), task.dataset() + "/val/part-*.parquet", answers.toString());

    assertThat(Files.readAllLines(answers)).hasSize(20).isEqualTo(here);
  }

  @Test
  void aModelIsSavedOverAnotherOnlyWhereThatIsAsked() throws IOException {
    String saved = task.newFolder("saved").resolve("model").toString();
    new ImageClassificationModel("mine").setModelPath(task.model(1)).setViews(10).save(saved);
    ImageClassificationModel other =
        new ImageClassificationModel("other").setModelPath(task.model(2)).setLayer("fc7");

    assertThatThrownBy(() -> other.save(saved)).hasMessageContaining("already exists");
    assertThat(ImageClassificationModel.load(saved).uid()).isEqualTo("mine");
    other.write().overwrite().save(saved);

    ImageClassificationModel loaded = ImageClassificationModel.load(saved);
    assertThat(loaded.uid()).isEqualTo("other");
    assertThat(loaded.getLayer()).isEqualTo("fc7");
    assertThat(loaded.getViews()).isEqualTo(1);
    assertThat(lines(loaded.transform(records("val"))))
        .isEqualTo(lines(other.transform(records("val"))));
  }

  @Test
  void oneThatWasLoadedCanBeSavedElsewhere() throws IOException {
    Path first = task.newFolder("saved").resolve("first");
    Path second = task.newFolder("saved").resolve("second");
    new ImageClassificationModel().setModelPath(task.model(1)).save(first.toString());

    ImageClassificationModel.load(first.toString()).save(second.toString());

    assertThat(second.resolve("network/model-1.zip"))
        .hasSameBinaryContentAs(Path.of(task.model(1)));
  }

  @Test
  void whatIsNotThereIsNeitherSavedNorLoaded() throws IOException {
    Path saved = task.newFolder("saved").resolve("model");

    assertThatThrownBy(
            () -> new ImageClassificationModel().setModelPath("/nowhere").save(saved.toString()))
        .hasMessageContaining("the network of /nowhere cannot be saved");
    assertThat(saved).doesNotExist();
    assertThatThrownBy(() -> ImageClassificationModel.load("/nowhere"))
        .hasMessageContaining("/nowhere");
  }

  private static Pipeline pipeline(String run) {
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              new ImageClassificationModel()
                  .setModelPath(run)
                  .setLayer("fc7")
                  .setProbabilityCol("")
                  .setPredictionCol("")
                  .setPredictedLabelCol("")
                  .setPredictedWordsCol(""),
              new LogisticRegression().setMaxIter(5)
            });
  }

  private static Dataset<Row> records(String split) {
    return spark.read().parquet(task.dataset() + "/" + split + "/part-*.parquet");
  }

  /** A line for each image: its number, what it was taken for and the numbers behind that. */
  static List<String> lines(Dataset<Row> answers) {
    return answers.orderBy("id").select("id", "prediction", "probability").collectAsList().stream()
        .map(row -> row.getLong(0) + " " + row.getDouble(1) + " " + row.<Vector>getAs(2))
        .toList();
  }

  private static void inAFreshProcess(String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-X"))
        .forEach(line::add);
    line.addAll(
        List.of("-cp", System.getProperty("java.class.path"), LoadedElsewhere.class.getName()));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
