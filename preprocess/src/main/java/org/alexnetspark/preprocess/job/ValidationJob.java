package org.alexnetspark.preprocess.job;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.statistics.StatisticsFiles;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads a split again, all of it, and compares it with what {@code dataset.json} says: one Spark
 * stage, a shard a task. The statistics of training pixels that are stored raw are made again too.
 */
public final class ValidationJob {
  private final JavaSparkContext spark;
  private final Path folder;
  private final Dataset dataset;
  private final FileSystem fileSystem;

  /** A job on that cluster. */
  public ValidationJob(JavaSparkContext spark, Path folder, Dataset dataset) throws IOException {
    this.spark = spark;
    this.folder = folder;
    this.dataset = dataset;
    this.fileSystem = folder.getFileSystem(spark.hadoopConfiguration());
  }

  /**
   * Checks a split.
   *
   * @return what is wrong, each naming its file; empty when all is well
   */
  public List<String> run(String name) throws IOException {
    Split split = dataset.split(name);
    List<String> problems = new ArrayList<>(checkFiles(name, split));
    SplitFindings findings = readShards(name, split);
    problems.addAll(findings.problems());
    if (problems.isEmpty()) {
      problems.addAll(checkCounts(name, split, findings));
    }
    if (problems.isEmpty() && name.equals(Split.TRAIN)) {
      problems.addAll(checkStatistics(findings));
    }
    return problems;
  }

  private SplitFindings readShards(String name, Split split) {
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    String root = folder.toString();
    int classes = dataset.classes().size();
    Framing framing = dataset.framing();
    int imageSize = dataset.imageSize();
    Encoding encoding = dataset.encoding();
    spark.setJobDescription("Read " + split.shards().size() + " shards of " + name);
    try {
      return spark
          .parallelize(split.shards(), split.shards().size())
          .map(
              shard ->
                  new SplitFindings(classes, framing, imageSize, encoding)
                      .read(new Path(root), shard, hadoop.value().value()))
          .treeReduce(SplitFindings::merge);
    } finally {
      spark.setJobDescription(null);
      hadoop.destroy();
    }
  }

  /** What lies in the folder is what is described, all of it and no more. */
  private List<String> checkFiles(String name, Split split) throws IOException {
    List<String> problems = new ArrayList<>();
    Path splitFolder = new Path(folder, name);
    if (!fileSystem.exists(new Path(splitFolder, DatasetFolder.SUCCESS))) {
      problems.add(splitFolder + " has no " + DatasetFolder.SUCCESS);
    }
    Set<String> described =
        split.shards().stream()
            .map(shard -> new Path(shard.file()).getName())
            .collect(Collectors.toSet());
    for (FileStatus entry : fileSystem.listStatus(splitFolder)) {
      String file = entry.getPath().getName();
      if (file.endsWith(".parquet") && !described.contains(file)) {
        problems.add(entry.getPath() + " is no shard of " + Dataset.FILE_NAME);
      }
    }
    long rejects = lines(new Path(splitFolder, "rejects.jsonl"));
    if (rejects != split.rejects()) {
      problems.add(
          String.format(
              Locale.ROOT,
              "%s/rejects.jsonl has %d lines, not %d",
              splitFolder,
              rejects,
              split.rejects()));
    }
    return problems;
  }

  private long lines(Path file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(fileSystem.open(file), StandardCharsets.UTF_8))) {
      return in.lines().count();
    } catch (FileNotFoundException e) {
      return 0;
    }
  }

  private List<String> checkCounts(String name, Split split, SplitFindings findings) {
    List<String> problems = new ArrayList<>();
    long rows = split.shards().stream().mapToLong(Shard::rows).sum();
    if (findings.images() != split.images() || rows != split.images()) {
      problems.add(
          String.format(
              Locale.ROOT,
              "%s has %d images, %d by its shards, not %d",
              name,
              findings.images(),
              rows,
              split.images()));
    }
    if (!findings.imagesPerClass().equals(split.imagesPerClass())) {
      problems.add(name + " has other numbers of images per class");
    }
    if (findings.repeatedIds() > 0) {
      problems.add(name + " has " + findings.repeatedIds() + " images with ids of others");
    }
    if (findings.largestId() >= split.images() + split.rejects()) {
      problems.add(name + " has an image with id " + findings.largestId());
    }
    return problems;
  }

  private List<String> checkStatistics(SplitFindings findings) throws IOException {
    List<String> problems = new ArrayList<>();
    if (dataset.encoding() != Encoding.RAW) {
      return problems;
    }
    for (Map.Entry<String, byte[]> file : StatisticsFiles.of(findings.sums()).entrySet()) {
      Path path = new Path(folder, file.getKey());
      try (var in = fileSystem.open(path)) {
        if (!Arrays.equals(in.readAllBytes(), file.getValue())) {
          problems.add(path + " is not what the images give");
        }
      } catch (FileNotFoundException e) {
        problems.add(path + " is missing");
      }
    }
    return problems;
  }
}
