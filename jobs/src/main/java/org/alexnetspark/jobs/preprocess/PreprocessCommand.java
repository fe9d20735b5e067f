package org.alexnetspark.jobs.preprocess;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.cli.FramingConverter;
import org.alexnetspark.jobs.cli.Interruption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.cli.Version;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.spark.Progress;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.DatasetException;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.input.Archive;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.InputFiles;
import org.alexnetspark.preprocess.input.InputPaths;
import org.alexnetspark.preprocess.input.LabelFile;
import org.alexnetspark.preprocess.input.Listing;
import org.alexnetspark.preprocess.input.PhotographList;
import org.alexnetspark.preprocess.input.TableFiles;
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
import org.alexnetspark.preprocess.job.TableJob;
import org.alexnetspark.preprocess.statistics.StatisticsFiles;
import org.alexnetspark.preprocess.storage.FolderInUseException;
import org.alexnetspark.preprocess.storage.FolderLock;
import org.alexnetspark.preprocess.storage.UnsuitableStoreException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
  private static final String NOTHING_IS_FINISHED =
      "no shard was finished; begin again with the same command";

  @Option(
      names = "--input", // required, but in a run that is resumed
      arity = "1..*", // a pattern may come expanded by the shell
      paramLabel = "URI",
      description = {
        "A folder of class folders; a tar of class tars, as ImageNet is downloaded; a tar, tar.gz or zip of",
        "photographs; a folder of those (WebDataset's too) or of SequenceFiles; a table (Parquet, ORC, Avro), or a",
        "folder of its parts. On any Hadoop file system; repeatable; glob patterns. With --labels, also photographs",
        "without class folders."
      })
  private List<String> inputs;

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      defaultValue = "image",
      description = {
        "Of a table (Parquet, ORC, Avro): the content of image files, or a struct of bytes and path as",
        "HuggingFace has it (default: ${DEFAULT-VALUE})."
      })
  private String imageColumn;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      defaultValue = "label",
      description = {
        "Of a table: class names, or numbers from 0, which --synsets names from its first line on, or",
        "HuggingFace's own list in the table (default: ${DEFAULT-VALUE})."
      })
  private String labelColumn;

  @Option(
      names = "--label-field",
      paramLabel = "NAME",
      defaultValue = Archive.LABEL_FIELD,
      description = {
        "Of archives with key.json beside key.jpg (WebDataset, img2dataset): the field of the class, or of",
        "its number from 0. One that is named here counts before key.cls (default: ${DEFAULT-VALUE})."
      })
  private String labelField;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = {
        "For photographs that are not in class folders: lines of file name and class, apart by comma, tab or",
        "white space, as Kaggle's LOC_val_solution.csv. A class is a synset, its words, or an ILSVRC id, which is",
        "the number, from 1, of a line of --synsets."
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
      names = "--framing",
      paramLabel = "crop|whole",
      defaultValue = "crop",
      converter = FramingConverter.class,
      description = {
        "What is kept of a photograph whose shorter side has been resized to --size (default: ${DEFAULT-VALUE}).",
        "crop: the central square. whole: all of it, as VGG is trained and tested; train.jar then cuts crops anywhere, and",
        "at other scales. Of one more than 4 times as long as wide, the middle. There is a mean colour, no mean image."
      })
  private Framing framing;

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
      converter = Encodings.class,
      description =
          "raw pixels, or JPEG of quality 95: smaller, but decoded every epoch (default: raw; with --framing whole: jpeg).")
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
      converter = PixelLimits.class,
      description =
          "Photographs that announce more are rejected undecoded (default: ${DEFAULT-VALUE}).")
  private long maxPixels;

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

  /** What is known before Spark starts. */
  private record Preparation(
      SplitSettings settings, DatasetFolder folder, Optional<ClassList> synsets) {}

  /** What is to be made, with what labels. */
  private record Work(ClassList classes, PhotographList photographs) {}

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
    if (inputs == null) {
      throw new UnusableArgumentException("Missing required option: '--input=URI...'");
    }
    checkAccepts(hadoop);
    Optional<TableFiles> table = TableFiles.find(inputs, hadoop);
    Optional<InputFiles> input =
        table.isPresent() ? Optional.empty() : Optional.of(InputFiles.find(inputs, hadoop));
    Optional<ClassList> classes =
        synsets == null ? Optional.empty() : Optional.of(ClassList.read(synsets, hadoop));
    DatasetFolder folder = DatasetFolder.open(output, hadoop);
    input.ifPresent(each -> each.checkIsOutside(folder.path()));
    try (FolderLock lock = FolderLock.take(folder.path(), hadoop)) {
      if (resume && folder.finishPublication(split)) {
        sayComplete(folder);
        return JobMain.DONE;
      }
      // Another process may have ended in between.
      Preparation prepared = new Preparation(settings(), checkAccepts(hadoop), classes);
      folder.announce(split, given.toJson(), resume ? Leftovers.USE : Leftovers.REMOVE);
      Interruption.account(() -> resume ? shardsAreKept(folder) : NOTHING_IS_FINISHED);
      try (JavaSparkContext spark = Cluster.start("preprocess " + split)) {
        if (table.isPresent()) {
          makeSplitOfTable(spark, prepared, table.get());
        } else {
          makeSplit(spark, prepared, list(spark, prepared, input.orElseThrow()));
        }
      } catch (UnusableInputException e) {
        folder.withdrawAnnouncement(split);
        throw e;
      }
    }
    return JobMain.DONE;
  }

  private SplitSettings settings() {
    return new SplitSettings(
        split,
        framing,
        size,
        encoding == null ? Encoding.byDefault(framing) : encoding,
        (long) shardMegabytes << 20,
        shardsMultipleOf,
        seed,
        maxPixels);
  }

  /** Checks everything of the dataset that can be checked without looking into the input. */
  private DatasetFolder checkAccepts(Configuration hadoop) throws IOException {
    DatasetFolder folder = DatasetFolder.open(output, hadoop);
    boolean publishing = resume && folder.unfinishedOptions(split).isPresent();
    folder.checkAccepts(
        settings(), overwrite || publishing ? ExistingSplit.REPLACE : ExistingSplit.KEEP);
    return folder;
  }

  private void makeSplitOfTable(JavaSparkContext spark, Preparation prepared, TableFiles table)
      throws IOException {
    Path unpacked = prepared.folder().unpacked(split);
    try {
      try (Progress stage = Progress.begin("Unpacking the table", 0)) {
        new TableJob(spark, table, imageColumn, labelColumn)
            .unpack(unpacked, prepared.synsets(), labels == null);
        stage.result(unpacked.toString());
      }
      InputFiles input = InputFiles.find(List.of(unpacked.toString()), spark.hadoopConfiguration());
      makeSplit(spark, prepared, list(spark, prepared, input));
    } finally {
      prepared.folder().removeUnpacked(split);
    }
  }

  private Work list(JavaSparkContext spark, Preparation prepared, InputFiles input)
      throws IOException {
    try (Progress stage = Progress.begin("Listing photographs", 0)) {
      Listing listing =
          input.list(
              new IndexJob(spark, prepared.folder().scratch(split), labelField), labels != null);
      ClassList classes = ClassChoice.choose(prepared.folder(), prepared.synsets(), listing, split);
      PhotographList photographs =
          labels == null
              ? input.label(listing, classes)
              : input.label(listing, LabelFile.read(labels, classes, spark.hadoopConfiguration()));
      stage.result(String.format(Locale.ROOT, "%,d", photographs.size()));
      listing.skipped().forEach(line -> System.err.println("Passed over: " + line));
      System.err.println(ClassCounts.of(classes, photographs));
      return new Work(classes, photographs);
    }
  }

  private void makeSplit(JavaSparkContext spark, Preparation prepared, Work work)
      throws IOException {
    Map<String, String> versions = versions(spark);
    String fingerprint =
        Fingerprint.of(prepared.settings(), versions, work.classes(), work.photographs());
    try (Staging staging =
        prepared.folder().beginStaging(split, fingerprint, found(work, versions), Leftovers.USE)) {
      String shardsAreKept = shardsAreKept(prepared.folder());
      Interruption.account(() -> nothingIsFinished(staging) ? NOTHING_IS_FINISHED : shardsAreKept);
      boolean published = false;
      try {
        SplitOutcome outcome = makeShards(spark, prepared, work, staging);
        Interruption.account(() -> shardsAreKept);
        outcome.check(work.photographs().size(), maxRejects);
        Map<String, byte[]> statistics = makeStatistics(spark, prepared, outcome);
        Dataset dataset =
            prepared
                .folder()
                .publish(
                    staging, prepared.settings(), work.classes(), outcome, statistics, versions);
        published = true;
        Interruption.account(
            () -> "the split \"" + split + "\" in " + prepared.folder().path() + " is complete");
        printSummary(dataset, outcome, prepared.folder());
      } finally {
        if (!published && staging.holdsFinishedShards()) {
          System.err.println(
              "Finished shards are kept; the same command with --resume goes on (--max-rejects may"
                  + " be another).");
        }
      }
    }
  }

  private String shardsAreKept(DatasetFolder folder) {
    return "finished shards are kept; go on with: preprocess --resume --output "
        + folder.path()
        + " --split "
        + split;
  }

  private static boolean nothingIsFinished(Staging staging) {
    try {
      return !staging.holdsFinishedShards();
    } catch (IOException e) {
      return false; // resuming looks again
    }
  }

  /** What people would want to hear of where a resumed run finds something else. */
  private Map<String, String> found(Work work, Map<String, String> versions) {
    Map<String, String> found = new TreeMap<>(versions);
    found.put("--input", String.join(" ", inputs));
    found.put("--labels", labels == null ? "none" : labels);
    found.put("--synsets", synsets == null ? "none" : synsets);
    found.put("photographs", Integer.toString(work.photographs().size()));
    found.put("classes", Integer.toString(work.classes().size()));
    return found;
  }

  private SplitOutcome makeShards(
      JavaSparkContext spark, Preparation prepared, Work work, Staging staging) {
    int photographs = work.photographs().size();
    ShardJob job = new ShardJob(spark, prepared.settings(), work.classes());
    int shards = job.shardsOf(work.photographs());
    try (Progress stage = Progress.begin("Making shards", photographs)) {
      stage.say(
          Count.of(shards, "shard") + " of about " + Count.of(photographs / shards, "photograph"));
      return job.run(work.photographs(), staging.path(), maxRejects, stage::advanceTo);
    }
  }

  private Map<String, byte[]> makeStatistics(
      JavaSparkContext spark, Preparation prepared, SplitOutcome outcome) {
    if (!prepared.settings().isTrain()) {
      return Map.of();
    }
    String mean = framing == Framing.CROP ? "Mean image" : "Mean colour";
    try (Progress stage = Progress.begin(mean + " and colour components", outcome.images())) {
      Map<String, byte[]> statistics =
          StatisticsFiles.of(new StatisticsJob(spark, prepared.settings()).run(outcome));
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
        "%s: %s of %s in %s, %,d rejected%s; %s, %,d MB, in %s%n",
        split,
        Count.of(outcome.images(), "image"),
        framing == Framing.CROP ? size + " x " + size : "a shorter side of " + size,
        Count.of(dataset.classes().size(), "class"),
        outcome.rejects(),
        byReason(outcome),
        Count.of(outcome.shards().size(), "shard"),
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

  private static final class PixelLimits implements ITypeConverter<Long> {
    /** Decoded photographs are arrays of bytes, three for each pixel. */
    private static final int MOST = Integer.MAX_VALUE / 3;

    @Override
    public Long convert(String value) {
      return (long) WholeNumbers.between(1, MOST, value);
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
          String.format(
              Locale.ROOT, "'%s' is not a whole number from %d to %d", value, least, most));
    }
  }
}
