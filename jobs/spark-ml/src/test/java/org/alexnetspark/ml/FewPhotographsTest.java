package org.alexnetspark.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.jobs.evaluate.TinyTask;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The example of docs/spark-ml.md: files of photographs to a classifier, by features of a layer.
 */
@LocalSpark(slots = 2)
class FewPhotographsTest {
  private static final Path PHOTOGRAPHS = Path.of("../../../shared/data");
  private static final int CHANCE = 10;
  private static final int OF_A_CLASS = 20;

  @Test
  void aLogisticRegressionLearnsClassesFromFeaturesOfFewPhotographs() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(PHOTOGRAPHS), "no " + PHOTOGRAPHS.toAbsolutePath());
    String untrained = untrained();
    try (SparkSession spark =
        SparkSession.builder().config("spark.sql.shuffle.partitions", 2).getOrCreate()) {
      Pipeline pipeline =
          new Pipeline()
              .setStages(
                  new PipelineStage[] {
                    new ImageClassificationModel()
                        .setModelPath(untrained)
                        .setInputCol("content")
                        .setLayer("fc7")
                        .setProbabilityCol("")
                        .setPredictionCol("")
                        .setPredictedLabelCol("")
                        .setPredictedWordsCol(""),
                    new SQLTransformer()
                        .setStatement("select * from __THIS__ where reason is null"),
                    new StringIndexer().setInputCol("class").setOutputCol("label"),
                    new LogisticRegression().setMaxIter(20).setRegParam(0.01)
                  });

      Dataset<Row> answers =
          pipeline.fit(photographs("train", spark)).transform(photographs("val", spark));

      double accuracy =
          new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(answers);
      // Even what random weights make of photographs tells more than chance.
      assertThat(100 * accuracy).isGreaterThan(2 * CHANCE);
    }
  }

  /** A network that has seen nothing. */
  private static String untrained() throws IOException {
    NetworkSpecification network = AlexNet.paper(2).withWidth(0.1).withInputScale(1.0 / 60);
    return TinyTask.get()
        .write(
            "untrained.zip",
            network,
            Initialization.HE.parameters(network, 1, 60),
            new MeanColor(124, 117, 104).image(256),
            List.of("one", "two"));
  }

  private static Dataset<Row> photographs(String split, SparkSession spark) throws IOException {
    try (Stream<Path> classes = Files.list(PHOTOGRAPHS.resolve(split))) {
      String[] files =
          classes
              .sorted()
              .flatMap(FewPhotographsTest::few)
              .map(Path::toString)
              .toArray(String[]::new);
      return spark
          .read()
          .format("binaryFile")
          .load(files)
          .selectExpr("path", "element_at(split(path, '/'), -2) as class", "content")
          .repartition(2);
    }
  }

  private static Stream<Path> few(Path ofAClass) {
    try (Stream<Path> files = Files.list(ofAClass)) {
      return files.sorted().limit(OF_A_CLASS).toList().stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
