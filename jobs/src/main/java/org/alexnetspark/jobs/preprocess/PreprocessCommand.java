package org.alexnetspark.jobs.preprocess;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.NamedPath;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.cli.Version;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.preprocess.dataset.DatasetException;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.input.InputFiles;
import org.alexnetspark.preprocess.input.InputPaths;
import org.alexnetspark.preprocess.input.UnusableInputException;
import org.alexnetspark.preprocess.job.DatasetFolder;
import org.alexnetspark.preprocess.job.DatasetFolder.ExistingSplit;
import org.alexnetspark.preprocess.job.SplitJob;
import org.alexnetspark.preprocess.job.SplitSettings;
import org.alexnetspark.preprocess.job.Staging.Leftovers;
import org.alexnetspark.preprocess.storage.FolderInUseException;
import org.alexnetspark.preprocess.storage.FolderLock;
import org.alexnetspark.preprocess.storage.UnsuitableStoreException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Makes a split of a dataset from photographs in folders, tars or SequenceFiles: decoded, resized,
 * cropped unless they are to stay whole, shuffled and written in shards, and for the training split
 * the mean image, or colour, and the principal components.
 *
 * <p>Work and shuffles: the driver lists folders, and tasks the headers of archives; one Spark
 * stage makes the shards, one a task, each photograph read and decoded once and no pixel sent
 * between executors; a second small job adds up the sums. Everything is published at the end, at
 * once.
 */
@Command(
    name = "make",
    sortOptions = false,
    description =
        "Turns photographs into shards of 256 x 256 pixels, with the statistics that training needs.",
    footer = {
      "",
      "Example:",
      "  spark-submit preprocess.jar --input photos/train --output hdfs:///imagenet",
      "  spark-submit preprocess.jar --input photos/val --split val --output hdfs:///imagenet"
    })
public final class PreprocessCommand implements Callable<Integer> {
  @Mixin private InputOptions inputOptions;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "URI",
      converter = NamedPath.class,
      description = "Folder of the dataset, to be made or added to.")
  private String output;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      defaultValue = Split.TRAIN,
      converter = Converters.SplitNames.class,
      description =
          "train, val or test; statistics come from train alone (default: ${DEFAULT-VALUE}).")
  private String split;

  @Mixin private SplitOptions splitOptions;

  @Option(names = "--overwrite", description = "Replace the split if it is there already.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Go on with a run that did not end: its finished shards are not made again. Options that are not "
              + "given are taken from it, others are refused, except --max-rejects.")
  private boolean resume;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Spec
  @SuppressWarnings("unused") // set by picocli
  private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    try {
      Configuration hadoop = Cluster.hadoopConfiguration();
      InputPaths.checkReadable("--output " + output);
      DatasetFolder folder = DatasetFolder.open(output, hadoop);
      Optional<byte[]> unfinished = resume ? folder.unfinishedOptions(split) : Optional.empty();
      GivenOptions given = GivenOptions.of(command);
      if (unfinished.isPresent()) {
        GivenOptions earlier = GivenOptions.parse(unfinished.get()).withEncoding();
        GivenOptions all = given.after(earlier, command);
        return withOptions(all).make(all, hadoop);
      }
      return isCompleteAlready(folder, given) ? JobMain.DONE : make(given, hadoop);
    } catch (FolderInUseException | UnsuitableStoreException e) {
      throw new UnusableArgumentException("--output " + e.getMessage(), e);
    } catch (UnusableInputException | DatasetException e) {
      throw new UnusableArgumentException(e.getMessage(), e);
    }
  }

  /** This command as somebody would have called it who gave all options again. */
  private PreprocessCommand withOptions(GivenOptions options) {
    PreprocessCommand whole = new PreprocessCommand();
    List<String> arguments = new ArrayList<>(options.arguments());
    arguments.addAll(List.of("--output=" + output, "--split=" + split, "--resume"));
    new CommandLine(whole)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.toArray(String[]::new));
    return whole;
  }

  /** A run may be killed when all is done but its last word. */
  private boolean isCompleteAlready(DatasetFolder folder, GivenOptions given) throws IOException {
    Optional<Map<String, String>> made =
        resume && !overwrite ? folder.optionsOfComplete(split) : Optional.empty();
    if (made.isEmpty()) {
      return false;
    }
    Map<String, String> wanted = settings().asOptions();
    Map.of(
            "--framing", SplitSettings.FRAMING,
            "--size", "size",
            "--encoding", "encoding",
            "--shard-mb", "shardBytes",
            "--shards-multiple-of", "shardsMultipleOf",
            "--seed", "seed",
            "--max-pixels", "maxPixels")
        .forEach(
            (option, name) -> {
              String now = SplitSettings.value(wanted, name);
              String then = SplitSettings.value(made.get(), name);
              if (given.values().containsKey(option) && !now.equals(then)) {
                throw new UnusableInputException(
                    String.format(
                        Locale.ROOT,
                        "%s %s: the split \"%s\" in %s is complete and was made with %s %s; there"
                            + " is nothing to resume",
                        option,
                        now,
                        split,
                        folder.path(),
                        name,
                        then));
              }
            });
    sayComplete(folder);
    return true;
  }

  private void sayComplete(DatasetFolder folder) {
    System.out.printf(Locale.ROOT, "%s: is complete already, in %s%n", split, folder.path());
  }

  private int make(GivenOptions given, Configuration hadoop) throws IOException {
    inputOptions.check();
    checkAccepts(hadoop);
    InputOptions.Found found = inputOptions.find(hadoop);
    Path path = DatasetFolder.open(output, hadoop).path();
    found.files().ifPresent(each -> each.checkIsOutside(path));
    try (FolderLock lock = FolderLock.take(path, hadoop)) {
      if (resume && isPublishedNow(hadoop)) {
        return JobMain.DONE;
      }
      // Another process may have ended in between.
      DatasetFolder folder = checkAccepts(hadoop);
      folder.announce(split, given.toJson(), resume ? Leftovers.USE : Leftovers.REMOVE);
      ShownSplitJob shown = new ShownSplitJob(folder.path(), settings());
      shown.announced(resume);
      try (JavaSparkContext spark = Cluster.start("preprocess " + split)) {
        makeSplit(spark, folder, found, shown);
      } catch (UnusableInputException e) {
        folder.withdrawAnnouncement(split);
        throw e;
      }
    }
    return JobMain.DONE;
  }

  /** A run may be killed when its split is named but its traces are still there. */
  private boolean isPublishedNow(Configuration hadoop) throws IOException {
    DatasetFolder folder = DatasetFolder.open(output, hadoop);
    boolean published = folder.finishPublication(split);
    if (published) {
      sayComplete(folder);
    }
    return published;
  }

  private SplitSettings settings() {
    return splitOptions.settings(split);
  }

  /** Checks everything of the dataset that can be checked without looking into the input. */
  private DatasetFolder checkAccepts(Configuration hadoop) throws IOException {
    DatasetFolder folder = DatasetFolder.open(output, hadoop);
    boolean publishing = resume && folder.unfinishedOptions(split).isPresent();
    folder.checkAccepts(
        settings(), overwrite || publishing ? ExistingSplit.REPLACE : ExistingSplit.KEEP);
    return folder;
  }

  private void makeSplit(
      JavaSparkContext spark, DatasetFolder folder, InputOptions.Found found, ShownSplitJob shown)
      throws IOException {
    if (found.files().isPresent()) {
      makeSplit(spark, folder, found, found.files().get(), shown);
      return;
    }
    try {
      InputFiles unpacked = inputOptions.unpack(spark, found, folder.unpacked(split));
      makeSplit(spark, folder, found, unpacked, shown);
    } finally {
      folder.removeUnpacked(split);
    }
  }

  private void makeSplit(
      JavaSparkContext spark,
      DatasetFolder folder,
      InputOptions.Found found,
      InputFiles input,
      ShownSplitJob shown)
      throws IOException {
    SplitJob.Listed listed = inputOptions.list(spark, input, found, folder, split);
    Map<String, String> versions =
        Map.of("alexnet-spark", Version.current(), "spark", spark.version());
    Map<String, String> described = new TreeMap<>(versions);
    described.putAll(inputOptions.describe(listed));
    SplitJob job = new SplitJob(spark, folder, settings(), splitOptions.maxRejects(), versions);
    shown.summarize(job.run(listed, described, shown));
  }
}
