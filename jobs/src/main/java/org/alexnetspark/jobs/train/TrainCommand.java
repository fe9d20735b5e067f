package org.alexnetspark.jobs.train;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.cli.DatasetOption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.NamedPath;
import org.alexnetspark.jobs.device.DeviceOptions;
import org.alexnetspark.jobs.device.ExecutorAbilities;
import org.alexnetspark.jobs.evaluate.Evaluator;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.spark.FloatVector;
import org.alexnetspark.jobs.train.folder.RunDescription;
import org.alexnetspark.jobs.train.folder.RunFolder;
import org.alexnetspark.jobs.train.options.ImageOptions;
import org.alexnetspark.jobs.train.options.LearningOptions;
import org.alexnetspark.jobs.train.options.NetworkInHelp;
import org.alexnetspark.jobs.train.options.TrainingImages;
import org.alexnetspark.jobs.train.round.FeedingPlan;
import org.alexnetspark.jobs.train.round.Trainable;
import org.alexnetspark.jobs.train.round.TrainingState;
import org.alexnetspark.jobs.trained.Models;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.preprocess.dataset.Split;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  @Mixin private DatasetOption dataOption;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "RUN",
      converter = NamedPath.class,
      description = "Folder for the run; must not exist, or be empty.")
  private String output;

  @Mixin private TrainableOptions trainableOptions;
  @Mixin private RoundOptions roundOptions;
  @Mixin private ImageOptions imageOptions;
  @Mixin private LearningOptions learning;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Same seed, workers and options: the same bits (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private DeviceOptions deviceOptions;

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

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    learning.check();
    roundOptions.check();
    output = Cluster.qualified(output, hadoop);
    trainableOptions.qualify(hadoop);
    Optional<RunDescription> begun = begun(hadoop);
    trainableOptions.check(begun);
    TrainingData data = TrainingData.named(dataOption, hadoop);
    Trainable trainable = trainableOptions.read(begun, data, learning, output, seed);
    readSchedule(trainable, begun, hadoop);
    TrainingImages images = images(trainable, begun, data);
    RunAccount account = new RunAccount(data.uri(), output);
    if (resume) {
      account.untouched();
    }
    try (RunFolder folder = RunFolder.open(output, resume, roundOptions.keepCheckpoints(), hadoop);
        JavaSparkContext spark =
            Cluster.start("train " + trainable.name(), trainable.sparkDefaults())) {
      ExecutorCheck executors =
          ExecutorCheck.await(spark, roundOptions.awaitedSlots(), roundOptions.executorTimeout());
      DeviceChoice devices = devices(trainable, begun, spark);
      FeedingPlan feeding =
          feeding(trainable, images, devices, data, roundOptions.workers(executors.slots()));
      executors.report(feeding.workers());
      new MemoryCheck(trainable, feeding, data.pixelsOfAnImage())
          .require(
              spark.getConf(),
              Runtime.getRuntime().maxMemory(),
              executors.slots(),
              Cluster.executors(spark));
      RunDescription description =
          new DescribedRun(trainable, images, feeding)
              .by(command, learning.schedule(), devices, data, spark);
      begun.ifPresent(before -> description.requireSameRun(before, data.dataset()));
      float[] mean = images.meanImage(data.folder(), hadoop);
      int minibatchesPerEpoch = feeding.minibatchesPerEpoch(data.split());
      folder.trains(description.network());
      TrainingState start = start(trainable, folder);
      folder.begin(
          description,
          start,
          learnt -> trainable.model(learnt, minibatchesPerEpoch, mean, data.classes()));
      account.keeps(start.round());
      Evaluator validation = validation(trainable, images, mean, feeding, devices, data, spark);
      TrainingState end =
          new Training(
                  roundOptions.limits(minibatchesPerEpoch, learning.warmup()),
                  learning.schedule(),
                  trainable.trainer(spark, feeding, devices, data.split()),
                  validation,
                  new StuckTraining(
                      data.classes().size(), trainable.adviceWhenStuck(), learning.schedule()),
                  account,
                  new DatasetWatch(data.uri(), data.dataset(), hadoop),
                  folder)
              .run(start);
      if (end.best().round() == 0) {
        folder.writeModel(end);
      }
      new RunReport(data, validation, folder).write(description);
      folder.finish();
      account.complete();
      summarize(folder, end);
    }
    return JobMain.DONE;
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

  private ParseResult arguments() {
    return command.commandLine().getParseResult();
  }

  private void readSchedule(
      Trainable trainable, Optional<RunDescription> begun, Configuration hadoop)
      throws IOException {
    learning.readSchedule(
        trainable
            .specification()
            .map(network -> network.layers().stream().map(LayerSpecification::name).toList()),
        roundOptions.epochs(),
        begun.map(RunDescription::phases),
        arguments().hasMatchedOption(LearningOptions.SCHEDULE),
        hadoop);
  }

  /** What the options say of the dataset's images; where they do not, the start or the network. */
  private TrainingImages images(
      Trainable trainable, Optional<RunDescription> begun, TrainingData data) throws IOException {
    return imageOptions.of(
        data.dataset(),
        data.colors(),
        trainableOptions.meanByDefault(trainable, begun, data.hadoop()),
        trainable.network().crop());
  }

  private FeedingPlan feeding(
      Trainable trainable,
      TrainingImages images,
      DeviceChoice devices,
      TrainingData data,
      int workers) {
    long rows = data.split().images();
    unless(workers <= rows, "--workers", workers, "at most the " + rows + " training images");
    int crop = trainable.network().crop();
    int size = data.dataset().imageSize();
    unless(crop <= size, "--crop", crop, "at most the dataset's image size " + size);
    return new FeedingPlan(
        UUID.randomUUID().toString(),
        data.uri(),
        crop,
        images.scale().orElse(null),
        images.color().orElse(null),
        workers,
        learning.batchSize(),
        seed,
        learning.variation(),
        devices.imagesPreparedBy());
  }

  /** What all executors have; a run that goes on takes what it began with, if nobody objects. */
  private DeviceChoice devices(
      Trainable trainable, Optional<RunDescription> begun, JavaSparkContext spark) {
    if (trainable.onlyDevices().isPresent()) {
      return trainable.onlyDevices().get();
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
  private TrainingState start(Trainable trainable, RunFolder folder) throws IOException {
    if (!resume) {
      TrainingState start = trainable.start();
      if (!trainable.optionsSayTheStart()) {
        folder.keepStart(start, trainable.graphConfiguration());
      }
      return start;
    }
    Optional<TrainingState> kept =
        folder.newest(trainable.parameters(), trainable.averagedMomentum());
    System.err.println(
        kept.filter(state -> state.round() > 0)
            .map(state -> "resuming after round " + state.round())
            .orElse("the run has no checkpoint of a round yet; it goes on from its start"));
    return kept.isPresent() ? kept.get() : trainable.start();
  }

  private Evaluator validation(
      Trainable trainable,
      TrainingImages images,
      float[] mean,
      FeedingPlan feeding,
      DeviceChoice devices,
      TrainingData data,
      JavaSparkContext spark) {
    if (!data.hasValidation()) {
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
            trainable.network(),
            devices,
            new FloatVector(mean),
            1,
            feeding.batchSize(),
            feeding.workers()));
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
