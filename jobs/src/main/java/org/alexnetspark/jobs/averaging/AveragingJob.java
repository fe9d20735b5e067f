package org.alexnetspark.jobs.averaging;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.averaging.AveragingTask.AveragedBlock;
import org.alexnetspark.jobs.averaging.AveragingTask.Share;
import org.alexnetspark.jobs.averaging.BlockExchange.Wanted;
import org.alexnetspark.jobs.averaging.HandInTask.HandedIn;
import org.alexnetspark.jobs.spark.Cluster;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Rounds of parameter averaging, each two Spark jobs.
 *
 * <p>In the first, a task for each worker works on from the last average and leaves what it came
 * to, in blocks, with its process: in memory, or in files once as many results are in memory as the
 * process has tasks at a time. In the second, tasks fetch a block of every worker, one after the
 * other in the workers' order, average it, and leave the average with their process, from where the
 * next round's workers and the driver fetch it. A start that is nobody's average, such as a run's
 * first, the driver broadcasts.
 *
 * <p>Spark may run a task again, or elsewhere; where an executor is lost with blocks that somebody
 * still wants, the round is run again from a broadcast. The average is the same bits as long as
 * each worker's work follows from its number and the start.
 */
public final class AveragingJob implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  private final JavaSparkContext spark;
  private final String handedIn;
  private final String averaged;
  private final int tasksOfAProcess;
  private Held newest;

  public AveragingJob(JavaSparkContext spark) {
    this.spark = spark;
    this.handedIn = BlockExchange.newFamily();
    this.averaged = BlockExchange.newFamily();
    this.tasksOfAProcess =
        spark.isLocal() ? Cluster.slots(spark) : Cluster.slotsOfAnExecutor(spark);
  }

  /**
   * What a round came to.
   *
   * @param parameters not to be changed: the next round that starts from them takes it that
   *     executors have the same
   * @param reports of the workers, in their order
   * @param secondsBroadcast that the driver took to hand out the start
   * @param secondsFetching that the driver took to get the average
   * @param bytesFetched of the average
   */
  public record Average<R>(
      AveragedVectors parameters,
      List<R> reports,
      double secondsBroadcast,
      double secondsFetching,
      long bytesFetched) {}

  /** An average that lies with the executors in blocks, and its copy here. */
  private record Held(
      AveragedVectors parameters, BlockExchange exchange, Blocks blocks, List<Wanted> wanted) {
    boolean is(AveragedVectors other) {
      return parameters.weights().values() == other.weights().values()
          && parameters.momentum().values() == other.momentum().values();
    }
  }

  /** A part of a round went with the executor that had it. */
  private static final class LostException extends IOException {
    private static final long serialVersionUID = 1L;

    LostException(String what) {
      super(what);
    }
  }

  /** Runs a round. */
  public <R extends Serializable> Average<R> run(
      int workers, AveragedVectors start, LocalWork<R> localWork) {
    Blocks blocks = Blocks.of(start, workers);
    if (newest != null && newest.is(start)) {
      Optional<Average<R>> average =
          attempt(
              workers,
              new RoundStart.LeftInBlocks(newest.exchange(), newest.blocks(), newest.wanted()),
              blocks,
              localWork,
              0);
      if (average.isPresent()) {
        return average.get();
      }
    }
    long startNanos = System.nanoTime();
    Broadcast<AveragedVectors> broadcast = spark.broadcast(start);
    double secondsBroadcast = secondsSince(startNanos);
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        Optional<Average<R>> average =
            attempt(
                workers,
                new RoundStart.Broadcasted(broadcast),
                blocks,
                localWork,
                secondsBroadcast);
        if (average.isPresent()) {
          return average.get();
        }
      }
      throw new IllegalStateException(
          "executors were lost in " + ATTEMPTS + " attempts at the same round");
    } finally {
      broadcast.destroy();
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  /** Empty where a part of the round was lost. */
  private <R extends Serializable> Optional<Average<R>> attempt(
      int workers,
      RoundStart start,
      Blocks blocks,
      LocalWork<R> localWork,
      double secondsBroadcast) {
    BlockExchange results = BlockExchange.open(spark.sc(), handedIn);
    BlockExchange averages = BlockExchange.open(spark.sc(), averaged);
    try {
      List<HandedIn<R>> handIns =
          handIns(workers, new HandInTask<>(start, localWork, blocks, results, tasksOfAProcess));
      List<Wanted> wanted =
          averages(blocks.count(), new AveragingTask(blocks, shares(handIns), results, averages));
      long startNanos = System.nanoTime();
      AveragedVectors average = blocks.empty();
      long bytes =
          averages.fetch(
              wanted, (index, values) -> blocks.paste(wanted.get(index).block(), values, average));
      hold(new Held(average, averages, blocks, wanted));
      return Optional.of(
          new Average<>(
              average,
              handIns.stream().map(HandedIn::report).toList(),
              secondsBroadcast,
              secondsSince(startNanos),
              bytes));
    } catch (IOException lost) {
      averages.close(spark.sc());
      System.err.println("the round is run again: " + lost.getMessage());
      return Optional.empty();
    } finally {
      results.close(spark.sc());
    }
  }

  private void hold(Held average) {
    if (newest != null) {
      newest.exchange().close(spark.sc());
    }
    newest = average;
  }

  private <R extends Serializable> List<HandedIn<R>> handIns(int workers, HandInTask<R> task)
      throws LostException {
    List<HandedIn<R>> handIns =
        spark
            .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
            .map(task::run)
            .collect();
    for (HandedIn<R> each : handIns) {
      if (!each.lost().isEmpty()) {
        throw new LostException(each.lost());
      }
    }
    return handIns;
  }

  /** The workers that saw images. */
  private static <R extends Serializable> List<Share> shares(List<HandedIn<R>> handIns) {
    long examples = handIns.stream().mapToLong(HandedIn::examples).sum();
    List<Share> shares = new ArrayList<>();
    for (int worker = 0; worker < handIns.size(); worker++) {
      HandedIn<R> handedIn = handIns.get(worker);
      if (handedIn.examples() > 0) {
        shares.add(new Share(worker, handedIn.place(), (double) handedIn.examples() / examples));
      }
    }
    return shares;
  }

  private List<Wanted> averages(int blocks, AveragingTask task) throws LostException {
    int tasks = Math.min(blocks, spark.defaultParallelism());
    List<Wanted> wanted = new ArrayList<>();
    for (AveragedBlock block :
        spark
            .parallelize(IntStream.range(0, blocks).boxed().toList(), tasks)
            .mapPartitions(task::run)
            .collect()) {
      if (!block.lost().isEmpty()) {
        throw new LostException(block.lost());
      }
      wanted.add(new Wanted(block.block(), block.place()));
    }
    return wanted;
  }

  /** Drops what executors hold. */
  @Override
  public void close() {
    hold(null);
  }
}
