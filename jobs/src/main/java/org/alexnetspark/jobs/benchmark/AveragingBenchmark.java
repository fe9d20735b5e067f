package org.alexnetspark.jobs.benchmark;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import org.alexnetspark.jobs.averaging.AveragedVectors;
import org.alexnetspark.jobs.averaging.AveragingJob;
import org.alexnetspark.jobs.averaging.Contribution;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.JsonOption;
import org.alexnetspark.jobs.spark.Cluster;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.StageInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What a round of averaging costs beyond the workers' own steps: here a worker only copies the
 * average and hands it in. DL4J's parameter averaging does the same beside it, with a network of as
 * many parameters.
 */
@Command(
    name = "averaging",
    sortOptions = false,
    description = "Seconds and bytes of a round of averaging beyond the local steps, by stage.",
    footer = {
      "",
      "Example, with executors that are processes of their own:",
      "  spark-submit --master 'local-cluster[2,1,5120]' --conf spark.executor.memory=4g --driver-memory 5g \\",
      "    train.jar benchmark averaging"
    })
public final class AveragingBenchmark implements Callable<Integer> {
  static final double MEGABYTE = 1e6;

  /**
   * Rounds before the measured ones: until Java's compiler is done in all processes, and each has
   * touched its heap once.
   */
  static final int ROUNDS_BEFORE = 8;

  @Option(
      names = "--parameters",
      defaultValue = "60965224",
      description =
          "Weights of the network; momentum has as many (default: ${DEFAULT-VALUE}, the paper's).")
  private int parameters;

  @Option(
      names = "--workers",
      paramLabel = "N,…",
      split = ",",
      defaultValue = "2,4,8",
      description = "Numbers of workers to measure (default: ${DEFAULT-VALUE}).")
  private int[] workers;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description =
          "Measured rounds, after " + ROUNDS_BEFORE + " that are not (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--dl4j-workers",
      paramLabel = "N,…",
      split = ",",
      defaultValue = "2",
      description =
          "Numbers of workers to measure with dl4j-spark's ParameterAveragingTrainingMaster; 0: not at all "
              + "(default: ${DEFAULT-VALUE}).")
  private int[] dl4jWorkers;

  @Mixin private JsonOption json;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws TimeoutException {
    checkOptions();
    Figures figures = new Figures();
    try (JavaSparkContext spark = Cluster.start("benchmark averaging")) {
      for (int number : workers) {
        figures.add(row("alexnet-spark", number, measure(spark, number)));
      }
      for (int number : dl4jWorkers) {
        if (number > 0) {
          figures.add(
              row(
                  "dl4j-spark",
                  number,
                  new Dl4jAveraging(spark, parameters).measure(number, rounds)));
        }
      }
    }
    figures.print(System.out, json.wanted());
    return JobMain.DONE;
  }

  private void checkOptions() {
    unless(parameters >= 1, "--parameters", parameters, "at least 1");
    unless(rounds >= 1, "--rounds", rounds, "at least 1");
    for (int number : workers) {
      unless(number >= 1, "--workers", number, "at least 1");
    }
  }

  /**
   * Means over rounds.
   *
   * @param broadcast the driver hands the average to its own block manager; only a first round's
   * @param handIn workers fetch the average, copy it, and leave theirs in blocks
   * @param average blocks are fetched, averaged and left for the next round
   * @param fetch the driver gets the average
   * @param rest all that is not counted elsewhere
   * @param driverProcessor seconds of processor time of the driver's process
   */
  record Cost(
      double round,
      double broadcast,
      double handIn,
      double average,
      double fetch,
      double rest,
      double driverProcessor,
      double megabytesHandedIn,
      double megabytesToDriver) {

    private static Cost of(
        double seconds,
        AveragingJob.Average<Integer> round,
        double driverProcessor,
        double bytesHandedIn,
        StageInfo handIn,
        StageInfo average) {
      double stages = StageTimes.seconds(handIn) + StageTimes.seconds(average);
      return new Cost(
          seconds,
          round.secondsBroadcast(),
          StageTimes.seconds(handIn),
          StageTimes.seconds(average),
          round.secondsFetching(),
          seconds - round.secondsBroadcast() - stages - round.secondsFetching(),
          driverProcessor,
          bytesHandedIn / MEGABYTE,
          round.bytesFetched() / MEGABYTE);
    }

    private static Cost mean(List<Cost> costs) {
      return new Cost(
          mean(costs, Cost::round),
          mean(costs, Cost::broadcast),
          mean(costs, Cost::handIn),
          mean(costs, Cost::average),
          mean(costs, Cost::fetch),
          mean(costs, Cost::rest),
          mean(costs, Cost::driverProcessor),
          mean(costs, Cost::megabytesHandedIn),
          mean(costs, Cost::megabytesToDriver));
    }

    private static double mean(List<Cost> costs, ToDoubleFunction<Cost> part) {
      return costs.stream().mapToDouble(part).average().orElseThrow();
    }
  }

  private Cost measure(JavaSparkContext spark, int number) throws TimeoutException {
    try (AveragingJob averaging = new AveragingJob(spark)) {
      return measure(spark, averaging, number);
    }
  }

  private Cost measure(JavaSparkContext spark, AveragingJob averaging, int number)
      throws TimeoutException {
    AveragedVectors start = AveragedVectors.of(new float[parameters], new float[parameters]);
    for (int round = 0; round < ROUNDS_BEFORE; round++) {
      start = averaging.run(number, start, AveragingBenchmark::copy).parameters();
    }
    List<Cost> costs = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      try (StageTimes times = StageTimes.listen(spark)) {
        long startNanos = System.nanoTime();
        double startProcessor = processorSeconds();
        AveragingJob.Average<Integer> average =
            averaging.run(number, start, AveragingBenchmark::copy);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double processor = processorSeconds() - startProcessor;
        costs.add(
            Cost.of(
                seconds,
                average,
                processor,
                2.0 * Float.BYTES * parameters * number,
                times.stages().get(0),
                times.stages().get(1)));
        start = average.parameters();
      }
    }
    return Cost.mean(costs);
  }

  private static Figures.Row row(String system, int number, Cost cost) {
    return new Figures.Row()
        .with("system", system)
        .with("workers", number)
        .with("s a round", cost.round())
        .with("broadcast", cost.broadcast())
        .with("hand in", cost.handIn())
        .with("average", cost.average())
        .with("fetch", cost.fetch())
        .with("rest", cost.rest())
        .with("driver's CPU s", cost.driverProcessor())
        .with("MB handed in", cost.megabytesHandedIn())
        .with("MB to the driver", cost.megabytesToDriver());
  }

  /** What setting a network and reading it cost; it takes no step. */
  private static Contribution<Integer> copy(
      int worker, AveragedVectors start, AveragedVectors result) {
    System.arraycopy(start.weights().values(), 0, result.weights().values(), 0, parameters(start));
    System.arraycopy(
        start.momentum().values(), 0, result.momentum().values(), 0, parameters(start));
    return new Contribution<>(1, worker);
  }

  private static int parameters(AveragedVectors start) {
    return start.weights().values().length;
  }

  /** Processor time of this process so far. */
  static double processorSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
