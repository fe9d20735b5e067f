package org.alexnetspark.jobs.train;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.cli.DatasetOption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.QualifiedUri;
import org.alexnetspark.jobs.cli.Version;
import org.alexnetspark.jobs.device.DeviceOptions;
import org.alexnetspark.jobs.device.ExecutorAbilities;
import org.alexnetspark.jobs.evaluate.Evaluator;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.spark.FloatVector;
import org.alexnetspark.jobs.train.folder.RunDescription;
import org.alexnetspark.jobs.train.folder.RunFolder;
import org.alexnetspark.jobs.train.graph.TrainableGraph;
import org.alexnetspark.jobs.train.options.HandMade;
import org.alexnetspark.jobs.train.options.ImageOptions;
import org.alexnetspark.jobs.train.options.LearningOptions;
import org.alexnetspark.jobs.train.options.MeanChoice;
import org.alexnetspark.jobs.train.options.NetworkInHelp;
import org.alexnetspark.jobs.train.options.NetworkOptions;
import org.alexnetspark.jobs.train.options.TrainingImages;
import org.alexnetspark.jobs.train.round.FeedingPlan;
import org.alexnetspark.jobs.train.round.RoundLength;
import org.alexnetspark.jobs.train.round.Trainable;
import org.alexnetspark.jobs.train.round.TrainingState;
import org.alexnetspark.jobs.train.tower.StartingPoint;
import org.alexnetspark.jobs.train.tower.TrainableTowers;
import org.alexnetspark.jobs.trained.Models;
import org.alexnetspark.jobs.trained.OnnxOptions;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.model.onnx.OnnxReading;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.Networks;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * Trains AlexNet, or any DL4J graph, on a dataset of preprocess.jar by rounds of parameter
 * averaging.
 *
 * <p>Work and shuffles: a round is two Spark jobs, a task for each worker, then tasks that fetch
 * the workers' weights and momentum in blocks and average them; from there the next round's workers
 * and the driver fetch the average. Images do not travel: tasks read shards themselves. Rounds of a
 * DL4J graph are dl4j-spark's.
 */
@Command(
    name = "train",
    sortOptions = false,
    modelTransformer = NetworkInHelp.class,
    defaultValueProvider = ResumedOptions.class,
    description = "Trains AlexNet by parameter averaging over a number of workers.",
    footer = {
      "",
      "Example:",
      "  spark-submit --master yarn --num-executors 8 train.jar \\",
      "    --data hdfs:///imagenet --output hdfs:///runs/alexnet --workers 8"
    })
public final class TrainCommand implements Callable<Integer> {
  static final String ALEXNET = "alexnet";
  static final String START_FROM = "--start-from";

  private static final Set<String> NOT_ABOUT_THE_RUN = Set.of("--help", "--version", "--verbose");

  @Mixin private DatasetOption data;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "RUN",
      description = "Folder for the run; must not exist, or be empty.")
  private String output;

  @Option(
      names = "--model",
      paramLabel = "alexnet|GRAPH.json|GRAPH.zip",
      defaultValue = ALEXNET,
      description = {
        "What to train (default: ${DEFAULT-VALUE}). A file: any ComputationGraph of DL4J, its configuration in JSON or a "
            + "zip of its ModelSerializer, by dl4j-spark's parameter averaging. It has its own layers and update rule; "
            + "--crop is the side of its input, --learning-rate replaces its own."
      })
  private String model;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Logical workers, fixed for the run; fewer or more executors may serve them (default: the task slots that "
              + "Spark has at the start).")
  private Integer workers;

  @Option(
      names = "--average-every",
      paramLabel = "K",
      defaultValue = "10",
      description = "Minibatches of each worker between two averages (default: ${DEFAULT-VALUE}).")
  private int averageEvery;

  @Option(
      names = "--synchronous-epochs",
      paramLabel = "E",
      defaultValue = "0",
      description =
          "The first epochs, in which workers average after every minibatch, whatever --average-every says. A few of them "
              + "help where rounds are long for a small data set (default: none).")
  private int synchronousEpochs;

  @Option(
      names = "--epochs",
      paramLabel = "E",
      defaultValue = "90",
      description = "Passes over the training split (default: ${DEFAULT-VALUE}, as in the paper).")
  private int epochs;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      description = "End after so many rounds, if these come before the epochs' end.")
  private Integer rounds;

  @Option(
      names = START_FROM,
      paramLabel = "MODEL",
      converter = QualifiedUri.class,
      description =
          "Train a network further: a run's folder, a model.zip, a zip in which DL4J saved one of these graphs, or an ONNX file "
              + "(FILE.onnx) of a network of AlexNet's or VGG's shape. Other "
              + "classes get a new fc8. With --network: the other network takes its first four convolutions and its fully "
              + "connected layers over, where name and shape are the same.")
  private String startFrom;

  @Mixin private OnnxOptions onnx;

  @Mixin private ImageOptions imageOptions;
  @Mixin private LearningOptions learning;
  @Mixin private NetworkOptions networkOptions;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Same seed, workers and options: the same bits (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private DeviceOptions deviceOptions;

  @Option(
      names = "--executor-timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "Give up where the cluster offers no executor within this time (default: ${DEFAULT-VALUE}).")
  private int executorTimeout;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "ROUNDS",
      defaultValue = "0",
      description = "Beside the one at the end of each epoch (default: none).")
  private int checkpointEvery;

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "K",
      defaultValue = "2",
      description =
          "The newest so many, beside that of the best evaluation (default: ${DEFAULT-VALUE}).")
  private int keepCheckpoints;

  @Option(
      names = "--evaluate-every",
      paramLabel = "ROUNDS",
      defaultValue = "0",
      description = "Beside the one at the end of each epoch (default: none).")
  private int evaluateEvery;

  @Option(
      names = "--resume",
      description = {
        "Go on with the run in --output from its newest checkpoint, with the data, network and options that its run.json "
            + "names: nothing else has to be given.",
        "Epochs, rounds, what is kept or evaluated when, and the device may be others; what contradicts is refused."
      })
  private boolean resume;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Spec private CommandSpec commandLine;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    checkOptions();
    output = Cluster.qualified(output, hadoop);
    model = model.equals(ALEXNET) ? model : Cluster.qualified(model, hadoop);
    Optional<RunDescription> begun = begun(hadoop);
    if (!networkOfTheOptions(begun)) {
      networkOptions.requireNoneGiven(arguments(), START_FROM);
    }
    Dataset dataset = data.read(Split.TRAIN, hadoop);
    PrincipalComponents colors = PrincipalComponents.read(new Path(data.uri()), hadoop);
    Trainable subject = subject(begun, dataset, colors, hadoop);
    readSchedule(subject, begun, hadoop);
    TrainingImages images = images(subject, dataset, colors, hadoop);
    RunAccount account = new RunAccount(data.uri(), output);
    if (resume) {
      account.untouched();
    }
    try (RunFolder folder = RunFolder.open(output, resume, keepCheckpoints, hadoop);
        JavaSparkContext spark =
            Cluster.start("train " + subject.name(), subject.sparkDefaults())) {
      ExecutorCheck executors =
          ExecutorCheck.await(
              spark,
              workers == null ? Integer.MAX_VALUE : workers,
              Duration.ofSeconds(executorTimeout));
      DeviceChoice devices = devices(subject, begun, spark);
      FeedingPlan feeding =
          feeding(subject, images, devices, dataset, workers == null ? executors.slots() : workers);
      executors.report(feeding.workers());
      new MemoryCheck(subject, feeding, colors.pixels() / colors.images())
          .require(
              spark.getConf(),
              Runtime.getRuntime().maxMemory(),
              executors.slots(),
              Cluster.executors(spark));
      RunDescription description =
          describe(subject, images, feeding, devices, dataset, hadoop, spark);
      begun.ifPresent(before -> description.requireSameRun(before, dataset));
      float[] mean = images.meanImage(new Path(data.uri()), hadoop);
      Split split = dataset.split(Split.TRAIN);
      int minibatchesPerEpoch = feeding.minibatchesPerEpoch(split);
      folder.trains(description.network());
      TrainingState start = start(subject, folder);
      folder.begin(
          description,
          start,
          learnt -> subject.model(learnt, minibatchesPerEpoch, mean, dataset.classes()));
      account.keeps(start.round());
      Evaluator validation = validation(subject, images, mean, feeding, devices, dataset, spark);
      TrainingState end =
          new Training(
                  limits(minibatchesPerEpoch),
                  learning.schedule(),
                  subject.learner(spark, feeding, devices, split),
                  validation,
                  new StuckTraining(
                      dataset.classes().size(), subject.adviceWhenStuck(), learning.schedule()),
                  account,
                  new DatasetWatch(data.uri(), dataset, hadoop),
                  folder)
              .run(start);
      if (end.best().round() == 0) {
        folder.writeModel(end);
      }
      new RunReport(data.uri(), dataset, validation, folder, hadoop).write(description);
      folder.finish();
      account.complete();
      summarize(folder, end);
    }
    return JobMain.DONE;
  }

  private void checkOptions() {
    learning.check();
    onnx.requireAbout(startedFrom());
    unless(workers == null || workers >= 1, "--workers", workers, "at least 1");
    unless(averageEvery >= 1, "--average-every", averageEvery, "at least 1");
    unless(synchronousEpochs >= 0, "--synchronous-epochs", synchronousEpochs, "at least 0");
    unless(epochs >= 1, "--epochs", epochs, "at least 1");
    unless(rounds == null || rounds >= 1, "--rounds", rounds, "at least 1");
    unless(checkpointEvery >= 0, "--checkpoint-every", checkpointEvery, "at least 0");
    unless(executorTimeout >= 1, "--executor-timeout", executorTimeout, "at least 1");
    unless(keepCheckpoints >= 1, "--keep-checkpoints", keepCheckpoints, "at least 1");
    unless(evaluateEvery >= 0, "--evaluate-every", evaluateEvery, "at least 0");
  }

  /** The run to go on with, if there is one and the arguments do not contradict it. */
  private Optional<RunDescription> begun(Configuration hadoop) throws IOException {
    if (!resume) {
      return Optional.empty();
    }
    Optional<RunDescription> begun = RunFolder.describedIn(output, hadoop);
    if (begun.isPresent()) {
      ResumedOptions.requireNoContradiction(arguments(), begun.get(), hadoop);
    }
    return begun;
  }

  private void readSchedule(Trainable subject, Optional<RunDescription> begun, Configuration hadoop)
      throws IOException {
    learning.readSchedule(
        subject
            .specification()
            .map(network -> network.layers().stream().map(LayerSpecification::name).toList()),
        epochs,
        begun.map(RunDescription::phases),
        arguments().hasMatchedOption(LearningOptions.SCHEDULE),
        hadoop);
  }

  private ParseResult arguments() {
    return commandLine.commandLine().getParseResult();
  }

  private Trainable subject(
      Optional<RunDescription> begun,
      Dataset dataset,
      PrincipalComponents colors,
      Configuration hadoop)
      throws IOException {
    if (model.equals(ALEXNET)) {
      return new TrainableTowers(
          startingPoint(begun, dataset, colors, hadoop),
          networkOfTheOptions(begun),
          learning,
          colors,
          output,
          seed);
    }
    TrainableGraph.refuseOptionsWithoutMeaning(arguments(), model);
    return TrainableGraph.read(
        RunFolder.graphOf(output, hadoop).filter(kept -> resume).orElse(model),
        networkOptions.crop(),
        dataset.classes(),
        begun.isPresent() || arguments().hasMatchedOption("--learning-rate")
            ? Optional.of(learning.learningRate())
            : Optional.empty(),
        hadoop);
  }

  private StartingPoint startingPoint(
      Optional<RunDescription> begun,
      Dataset dataset,
      PrincipalComponents colors,
      Configuration hadoop)
      throws IOException {
    if (startFrom == null) {
      return StartingPoint.drawn(
          begun
              .map(RunDescription::network)
              .orElseGet(
                  () ->
                      networkOptions.specification(
                          dataset.classes().size(), learning.inputScale(colors))));
    }
    StartingPoint.Source source =
        () -> Models.pretrained(START_FROM, startFrom, onnxReading(hadoop), hadoop);
    boolean layers = networkOfTheOptions(begun);
    if (begun.isPresent()) {
      return new StartingPoint(
          begun.get().network(),
          Optional.of(source),
          layers ? StartingPoint.Taken.LAYERS : StartingPoint.Taken.WHOLE,
          dataset.classes());
    }
    return layers
        ? StartingPoint.deeper(
            source.read(),
            startFrom,
            scale -> networkOptions.specification(dataset.classes().size(), scale),
            dataset.classes())
        : StartingPoint.trained(source.read(), dataset.classes(), networkOptions.dropout());
  }

  private OnnxReading onnxReading(Configuration hadoop) throws IOException {
    return onnx.reading(startedFrom(), hadoop);
  }

  private List<String> startedFrom() {
    return startFrom == null ? List.of() : List.of(startFrom);
  }

  /**
   * Whether the options say what the network is: always, but where a run starts from a model and
   * does not name another network.
   */
  private boolean networkOfTheOptions(Optional<RunDescription> begun) {
    return startFrom == null
        || begun
            .map(run -> run.options().containsKey(NetworkOptions.NETWORK))
            .orElseGet(() -> arguments().hasMatchedOption(NetworkOptions.NETWORK));
  }

  /** What the options say of the dataset's images; where they do not, the start or the network. */
  private TrainingImages images(
      Trainable subject, Dataset dataset, PrincipalComponents colors, Configuration hadoop)
      throws IOException {
    return imageOptions.of(
        dataset, colors, meanByDefault(subject, hadoop), subject.network().crop());
  }

  private MeanChoice meanByDefault(Trainable subject, Configuration hadoop) throws IOException {
    Optional<float[]> ofStart =
        startFrom == null || resume
            ? Optional.empty()
            : Models.mean(START_FROM, startFrom, onnxReading(hadoop), hadoop);
    if (ofStart.isPresent()) {
      Optional<MeanColor> color = MeanColor.of(ofStart.get());
      return color.isPresent() ? new MeanChoice.Given(color.get()) : new MeanChoice.Image();
    }
    boolean colorOfPaper =
        subject
            .specification()
            .filter(network -> Networks.subtractsMeanColor(network.name()))
            .isPresent();
    return colorOfPaper ? new MeanChoice.OfTrainingImages() : new MeanChoice.Image();
  }

  private FeedingPlan feeding(
      Trainable subject,
      TrainingImages images,
      DeviceChoice devices,
      Dataset dataset,
      int numberOfWorkers) {
    long rows = dataset.split(Split.TRAIN).images();
    unless(
        numberOfWorkers <= rows,
        "--workers",
        numberOfWorkers,
        "at most the " + rows + " training images");
    int crop = subject.network().crop();
    unless(
        crop <= dataset.imageSize(),
        "--crop",
        crop,
        "at most the dataset's image size " + dataset.imageSize());
    return new FeedingPlan(
        UUID.randomUUID().toString(),
        data.uri(),
        crop,
        images.scale().orElse(null),
        images.color().orElse(null),
        numberOfWorkers,
        learning.batchSize(),
        seed,
        learning.variation(),
        devices.imagesPreparedBy());
  }

  /** What all executors have; a run that goes on takes what it began with, if nobody objects. */
  private DeviceChoice devices(
      Trainable subject, Optional<RunDescription> begun, JavaSparkContext spark) {
    if (subject.onlyDevices().isPresent()) {
      return subject.onlyDevices().get();
    }
    DeviceChoice devices = deviceOptions.resolved(ExecutorAbilities.ask(spark));
    begun
        .map(RunDescription::device)
        .filter(before -> !before.equals(devices.toString()))
        .ifPresent(
            before ->
                System.err.println(
                    "warning: the run computed on "
                        + before
                        + " so far and goes on on "
                        + devices
                        + ": from here on its bits may be others"));
    return devices;
  }

  /** The newest checkpoint of the run, or what a run begins with. */
  private TrainingState start(Trainable subject, RunFolder folder) throws IOException {
    if (!resume) {
      TrainingState start = subject.start();
      if (!subject.optionsSayTheStart()) {
        folder.keepStart(start, subject.graphConfiguration());
      }
      return start;
    }
    Optional<TrainingState> kept = folder.newest(subject.parameters(), subject.averagedMomentum());
    System.err.println(
        kept.filter(state -> state.round() > 0)
            .map(state -> "resuming after round " + state.round())
            .orElse("the run has no checkpoint of a round yet; it goes on from its start"));
    return kept.isPresent() ? kept.get() : subject.start();
  }

  private Evaluator validation(
      Trainable subject,
      TrainingImages images,
      float[] mean,
      FeedingPlan feeding,
      DeviceChoice devices,
      Dataset dataset,
      JavaSparkContext spark) {
    if (!dataset.splits().containsKey(Split.VALIDATION)) {
      System.err.println(
          "warning: the dataset has no split \"val\": nothing tells how good the network is, and --schedule plateau "
              + "cannot act");
      return null;
    }
    return new Evaluator(
        spark,
        new Evaluator.Request(
            data.uri(),
            Split.VALIDATION,
            images.size(),
            subject.network(),
            devices,
            new FloatVector(mean),
            1,
            feeding.batchSize(),
            feeding.workers()));
  }

  private Training.Limits limits(int minibatchesPerEpoch) {
    return new Training.Limits(
        new RunLength(
            minibatchesPerEpoch,
            new RoundLength(averageEvery, synchronousEpochs),
            epochs,
            rounds == null ? Integer.MAX_VALUE : rounds),
        checkpointEvery,
        evaluateEvery,
        learning.warmup());
  }

  private RunDescription describe(
      Trainable subject,
      TrainingImages images,
      FeedingPlan feeding,
      DeviceChoice devices,
      Dataset dataset,
      Configuration hadoop,
      JavaSparkContext spark)
      throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    for (OptionSpec option : commandLine.commandLine().getParseResult().commandSpec().options()) {
      if (option.getValue() != null && !NOT_ABOUT_THE_RUN.contains(option.longestName())) {
        options.put(option.longestName(), String.valueOf(option.<Object>getValue()));
      }
    }
    images.describe(options);
    subject.optionsWithoutMeaning().forEach(options::remove);
    options.put("--workers", String.valueOf(feeding.workers()));
    options.put("--learning-rate", String.valueOf(subject.learningRate()));
    RunDescription description =
        new RunDescription(
            options,
            subject.specification().orElse(null),
            subject.graphFingerprint().orElse(null),
            subject.parameters(),
            dataset.fingerprintWithStatistics(new Path(data.uri()), hadoop),
            dataset.classes().stream().map(SynsetClass::synset).toList(),
            Map.of(
                "alexnet-spark", Version.current(),
                "spark", spark.version(),
                "java", Runtime.version().toString(),
                "nd4j", Version.ofDeepLearning()),
            Map.of(
                "master", spark.master(),
                "application", spark.sc().applicationId(),
                "taskSlots", String.valueOf(spark.defaultParallelism())),
            devices.toString(),
            List.of(),
            null);
    return learning.schedule() instanceof HandMade byHand
        ? description.withPhases(byHand.lines())
        : description;
  }

  private static void summarize(RunFolder folder, TrainingState end) {
    System.out.println(
        "trained " + Count.of(end.round(), "round") + ", " + Count.of(end.images(), "image"));
    if (end.best().round() > 0) {
      System.out.printf(
          Locale.ROOT,
          "best on validation: top-1 %.2f %% after round %d%n",
          100 * end.best().top1(),
          end.best().round());
    }
    System.out.println("model:  " + folder.file(Models.FILE));
    System.out.println("report: " + folder.file(RunFolder.REPORT));
  }
}
