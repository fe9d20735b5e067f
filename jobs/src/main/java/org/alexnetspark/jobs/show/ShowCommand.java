package org.alexnetspark.jobs.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.DatasetOption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.NamedPath;
import org.alexnetspark.jobs.page.PageFile;
import org.alexnetspark.jobs.show.DatasetContent.RejectedFile;
import org.alexnetspark.jobs.show.DatasetContent.SizeClass;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.dataset.ShardReader;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.statistics.MeanImage;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Writes a page about a dataset: its splits, mean image and colours, the sizes of its photographs,
 * its rejects, and a few images of each class.
 *
 * <p>Work and shuffles: Spark SQL reads two columns of all shards for the sizes; images are read by
 * the driver, from as many row groups as it takes to see each class.
 */
@Command(
    name = "show",
    sortOptions = false,
    description = "Writes a self-contained page to look at a dataset.",
    footer = {
      "",
      "Example:",
      "  spark-submit preprocess.jar show --data hdfs:///imagenet --output imagenet.html"
    })
public final class ShowCommand implements Callable<Integer> {
  private static final int MOST_EXAMPLES = 4;

  /** Pages of more are slow to open. */
  private static final int EXAMPLES_IN_ALL = 2000;

  /** Rows are shuffled: 40 row groups of 64 hold an example of nearly every class of ImageNet. */
  private static final int MOST_ROW_GROUPS = 40;

  private static final int SIZE_CLASS = 100;

  /** All larger photographs are counted together. */
  private static final int LAST_SIZE_CLASS = 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private DatasetOption data;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      converter = NamedPath.class,
      description = "The page, an HTML file on any Hadoop file system.")
  private String output;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    Dataset dataset = data.read(hadoop);
    Path folder = new Path(data.uri());
    String page;
    try (JavaSparkContext spark = Cluster.start("show " + data.uri())) {
      page =
          DatasetPage.render(
              new DatasetContent(
                  "Dataset " + folder.getName(),
                  dataset,
                  examples(folder, dataset, hadoop),
                  hasTrain(dataset) && dataset.framing() == Framing.CROP
                      ? Optional.of(MeanImage.read(folder, hadoop))
                      : Optional.empty(),
                  hasTrain(dataset)
                      ? Optional.of(PrincipalComponents.read(folder, hadoop))
                      : Optional.empty(),
                  sizes(spark, folder, dataset),
                  rejects(folder, dataset, hadoop)));
    }
    Path file = new Path(Cluster.qualified(output, hadoop));
    PageFile.replace(file, page.getBytes(StandardCharsets.UTF_8), hadoop);
    System.out.println(file);
    return JobMain.DONE;
  }

  private static boolean hasTrain(Dataset dataset) {
    return dataset.splits().containsKey(Split.TRAIN);
  }

  private static String shownSplit(Dataset dataset) {
    return hasTrain(dataset) ? Split.TRAIN : dataset.splits().keySet().iterator().next();
  }

  private static Map<Integer, List<BufferedImage>> examples(
      Path folder, Dataset dataset, Configuration hadoop) throws IOException {
    int each = Math.max(1, Math.min(MOST_EXAMPLES, EXAMPLES_IN_ALL / dataset.classes().size()));
    int wanted = each * dataset.classes().size();
    Map<Integer, List<BufferedImage>> examples = new TreeMap<>();
    int groups = 0;
    for (Shard shard : dataset.split(shownSplit(dataset)).shards()) {
      try (ShardReader reader = new ShardReader(folder, shard, hadoop)) {
        for (int group = 0; group < reader.rowGroups(); group++) {
          if (groups == MOST_ROW_GROUPS || wanted == 0) {
            return examples;
          }
          groups++;
          for (ImageRecord image : reader.readRowGroup(group)) {
            List<BufferedImage> ofClass =
                examples.computeIfAbsent(image.label(), label -> new ArrayList<>());
            if (ofClass.size() < each) {
              ofClass.add(DatasetPage.thumbnail(image.image()));
              wanted--;
            }
          }
        }
      }
    }
    return examples;
  }

  private static List<SizeClass> sizes(JavaSparkContext spark, Path folder, Dataset dataset) {
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    String[] splits =
        dataset.splits().keySet().stream()
            // The folder holds rejects.jsonl too, which is no Parquet.
            .map(split -> new Path(folder, split + "/part-*.parquet").toString())
            .toArray(String[]::new);
    List<Row> counts =
        session
            .read()
            .parquet(splits)
            .select(
                functions
                    .least(functions.col("width"), functions.col("height"))
                    .divide(SIZE_CLASS)
                    .cast("int")
                    .as("size"))
            .groupBy("size")
            .count()
            .collectAsList();
    long[] images = new long[LAST_SIZE_CLASS + 1];
    counts.forEach(row -> images[Math.min(row.getInt(0), LAST_SIZE_CLASS)] += row.getLong(1));
    List<SizeClass> sizes = new ArrayList<>();
    for (int i = 0; i < images.length; i++) {
      if (images[i] > 0) {
        int to = i == LAST_SIZE_CLASS ? Integer.MAX_VALUE : (i + 1) * SIZE_CLASS;
        sizes.add(new SizeClass(i * SIZE_CLASS, to, images[i]));
      }
    }
    return sizes;
  }

  private static List<RejectedFile> rejects(Path folder, Dataset dataset, Configuration hadoop)
      throws IOException {
    List<RejectedFile> rejects = new ArrayList<>();
    for (String split : dataset.splits().keySet()) {
      Path file = new Path(new Path(folder, split), "rejects.jsonl");
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(
                  file.getFileSystem(hadoop).open(file), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          JsonNode reject = JSON.readTree(line);
          rejects.add(
              new RejectedFile(
                  split,
                  reject.path("path").asText(),
                  reject.path("reason").asText(),
                  reject.path("detail").asText()));
        }
      } catch (FileNotFoundException e) {
        // A split without rejects may lack the file.
      }
    }
    return rejects;
  }
}
