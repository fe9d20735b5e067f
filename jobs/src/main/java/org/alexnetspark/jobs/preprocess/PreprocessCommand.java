package org.alexnetspark.jobs.preprocess;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.cli.Cluster;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.Stage;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.cli.Version;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.DatasetException;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.InputFiles;
import org.alexnetspark.preprocess.input.LabelFile;
import org.alexnetspark.preprocess.input.Listing;
import org.alexnetspark.preprocess.input.PhotographList;
import org.alexnetspark.preprocess.input.UnusableInputException;
import org.alexnetspark.preprocess.job.ClassChoice;
import org.alexnetspark.preprocess.job.DatasetFolder;
import org.alexnetspark.preprocess.job.DatasetFolder.ExistingSplit;
import org.alexnetspark.preprocess.job.Fingerprint;
import org.alexnetspark.preprocess.job.IndexJob;
import org.alexnetspark.preprocess.job.RejectLimit;
import org.alexnetspark.preprocess.job.ShardJob;
import org.alexnetspark.preprocess.job.SplitOutcome;
import org.alexnetspark.preprocess.job.SplitSettings;
import org.alexnetspark.preprocess.job.Staging;
import org.alexnetspark.preprocess.job.Staging.Leftovers;
import org.alexnetspark.preprocess.job.StatisticsJob;
import org.alexnetspark.preprocess.statistics.StatisticsFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * Makes a split of a dataset from photographs in folders, tars or SequenceFiles: decoded, resized,
 * cropped, shuffled and written in shards, and for the training split the mean image and the
 * principal components.
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
  @Option(
      names = "--input",
      required = true,
      arity = "1..*", // a pattern may come expanded by the shell
      paramLabel = "URI",
      description = {
        "A folder of class folders; a tar of class tars, as ImageNet is downloaded; a tar of photographs; a",
        "folder of tars (WebDataset's too) or of SequenceFiles. On any Hadoop file system; repeatable; glob",
        "patterns. With --labels, also a folder or tar of photographs without class folders."
      })
  private List<String> inputs;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = {
        "For photographs that are not in class folders: lines of file name and synset, or ILSVRC id,",
        "which is the number, from 1, of a line of --synsets."
      })
  private String labels;

  @Option(
      names = "--synsets",
      paramLabel = "FILE",
      description =
          "The classes, one a line: synset and, if known, words (default: the names of the training split's folders).")
  private String synsets;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "URI",
      description = "Folder of the dataset, to be made or added to.")
  private String output;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      defaultValue = Split.TRAIN,
      converter = SplitNames.class,
      description =
          "train, val or test; statistics come from train alone (default: ${DEFAULT-VALUE}).")
  private String split;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "256",
      converter = ImageSizes.class,
      description =
          "Side of the images; the shorter side is resized to it (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--encoding",
      paramLabel = "raw|jpeg",
      defaultValue = "raw",
      converter = Encodings.class,
      description =
          "raw pixels, or JPEG of quality 95: smaller, but decoded every epoch (default: ${DEFAULT-VALUE}).")
  private Encoding encoding;

  @Option(
      names = "--shard-mb",
      paramLabel = "MB",
      defaultValue = "256",
      converter = ShardMegabytes.class,
      description = "Size of a shard in MiB, more or less (default: ${DEFAULT-VALUE}).")
  private int shardMegabytes;

  @Option(
      names = "--shards-multiple-of",
      paramLabel = "N",
      defaultValue = "1",
      converter = Workers.class,
      description = {
        "Make the number of shards a multiple of this, such as the number of workers. Shards are made of",
        "equally many photographs, to within one (default: ${DEFAULT-VALUE})."
      })
  private int shardsMultipleOf;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Of the shuffle over the whole split (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--max-rejects",
      paramLabel = "N|P%%",
      defaultValue = "1%",
      converter = RejectLimits.class,
      description = "Files that may turn out to be no image, in number or percent (default: 1%%).")
  private RejectLimit maxRejects;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "" + ImagePreparer.DEFAULT_MAX_PIXELS,
      description =
          "Photographs that announce more are rejected undecoded (default: ${DEFAULT-VALUE}).")
  private long maxPixels;

  @Option(names = "--overwrite", description = "Replace the split if it is there already.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Go on with a run that did not end: the shards that it finished are not made again.")
  private boolean resume;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  /** What is known before Spark starts. */
  private record Preparation(
      SplitSettings settings,
      DatasetFolder folder,
      InputFiles input,
      Optional<ClassList> synsets) {}

  /** What is to be made, with what labels. */
  private record Work(ClassList classes, PhotographList photographs) {}

  @Override
  public Integer call() throws IOException {
    try {
      Preparation prepared = prepare(Cluster.hadoopConfiguration());
      try (JavaSparkContext spark = Cluster.start("preprocess " + split)) {
        makeSplit(spark, prepared, list(spark, prepared));
      }
    } catch (UnusableInputException | DatasetException e) {
      throw new UnusableArgumentException(e.getMessage(), e);
    }
    return JobMain.DONE;
  }

  /** Checks everything that can be checked without looking into the input. */
  private Preparation prepare(Configuration hadoop) throws IOException {
    SplitSettings settings =
        new SplitSettings(
            split, size, encoding, (long) shardMegabytes << 20, shardsMultipleOf, seed, maxPixels);
    DatasetFolder folder = DatasetFolder.open(output, hadoop);
    folder.checkAccepts(settings, overwrite ? ExistingSplit.REPLACE : ExistingSplit.KEEP);
    return new Preparation(
        settings,
        folder,
        InputFiles.find(inputs, hadoop),
        synsets == null ? Optional.empty() : Optional.of(ClassList.read(synsets, hadoop)));
  }

  private Work list(JavaSparkContext spark, Preparation prepared) throws IOException {
    try (Stage stage = Stage.begin("Listing photographs", 0)) {
      Listing listing = prepared.input().list(new IndexJob(spark), labels != null);
      ClassList classes = ClassChoice.choose(prepared.folder(), prepared.synsets(), listing, split);
      PhotographList photographs =
          labels == null
              ? prepared.input().label(listing, classes)
              : prepared
                  .input()
                  .label(listing, LabelFile.read(labels, classes, spark.hadoopConfiguration()));
      stage.result(String.format(Locale.ROOT, "%,d", photographs.size()));
      return new Work(classes, photographs);
    }
  }

  private void makeSplit(JavaSparkContext spark, Preparation prepared, Work work)
      throws IOException {
    Map<String, String> versions = versions(spark);
    String fingerprint =
        Fingerprint.of(prepared.settings(), versions, work.classes(), work.photographs());
    try (Staging staging =
        prepared
            .folder()
            .beginStaging(split, fingerprint, resume ? Leftovers.USE : Leftovers.REMOVE)) {
      SplitOutcome outcome = makeShards(spark, prepared, work, staging);
      outcome.check(work.photographs().size(), maxRejects);
      Map<String, byte[]> statistics = makeStatistics(spark, prepared, outcome);
      Dataset dataset =
          prepared
              .folder()
              .publish(staging, prepared.settings(), work.classes(), outcome, statistics, versions);
      printSummary(dataset, outcome, prepared.folder());
    }
  }

  private static SplitOutcome makeShards(
      JavaSparkContext spark, Preparation prepared, Work work, Staging staging) {
    try (Stage stage = Stage.begin("Making shards", work.photographs().size())) {
      return new ShardJob(spark, prepared.settings(), work.classes())
          .run(work.photographs(), staging.path(), stage::advanceTo);
    } catch (RuntimeException e) {
      staging.keep();
      System.err.println("Finished shards are kept; the same command with --resume goes on.");
      throw e;
    }
  }

  private Map<String, byte[]> makeStatistics(
      JavaSparkContext spark, Preparation prepared, SplitOutcome outcome) {
    if (!prepared.settings().isTrain()) {
      return Map.of();
    }
    try (Stage stage = Stage.begin("Mean image and colour components", outcome.images())) {
      Map<String, byte[]> statistics =
          StatisticsFiles.of(new StatisticsJob(spark, size).run(outcome));
      stage.advanceTo(outcome.images());
      return statistics;
    }
  }

  private static Map<String, String> versions(JavaSparkContext spark) {
    return new TreeMap<>(Map.of("alexnet-spark", Version.current(), "spark", spark.version()));
  }

  private void printSummary(Dataset dataset, SplitOutcome outcome, DatasetFolder folder) {
    System.out.printf(
        Locale.ROOT,
        "%s: %,d images of %d x %d in %d classes, %,d rejected%s; %,d shards, %,d MB, in %s%n",
        split,
        outcome.images(),
        size,
        size,
        dataset.classes().size(),
        outcome.rejects(),
        byReason(outcome),
        outcome.shards().size(),
        outcome.bytes() / 1_000_000,
        folder.path());
  }

  private static String byReason(SplitOutcome outcome) {
    return outcome.rejectsByReason().isEmpty()
        ? ""
        : outcome.rejectsByReason().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static final class SplitNames implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (!Split.NAMES.contains(value)) {
        throw new TypeConversionException("'" + value + "' is not train, val or test");
      }
      return value;
    }
  }

  private static final class Encodings implements ITypeConverter<Encoding> {
    @Override
    public Encoding convert(String value) {
      try {
        return Encoding.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  private static final class RejectLimits implements ITypeConverter<RejectLimit> {
    @Override
    public RejectLimit convert(String value) {
      try {
        return new RejectLimit(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  private static final class ImageSizes implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return WholeNumbers.between(16, 1024, value);
    }
  }

  private static final class ShardMegabytes implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return WholeNumbers.between(1, 16_384, value);
    }
  }

  private static final class Workers implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return WholeNumbers.between(1, 100_000, value);
    }
  }

  private static final class WholeNumbers {
    private static int between(int least, int most, String value) {
      if (value.matches("\\d{1,9}")) {
        int number = Integer.parseInt(value);
        if (number >= least && number <= most) {
          return number;
        }
      }
      throw new TypeConversionException(
          String.format("'%s' is not a whole number from %d to %d", value, least, most));
    }
  }
}
