package org.alexnetspark.jobs.averaging;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A round of parameter averaging as two Spark jobs.
 *
 * <p>In the first, a task for each worker works on from the broadcast average and leaves what it
 * came to, in blocks, with its process. In the second, tasks fetch a block of every worker, one
 * after the other in the workers' order, and average it. The driver receives one average, whatever
 * the number of workers. Spark may run a task again, or elsewhere; where an executor is lost with
 * blocks that nobody has fetched yet, the round is run again. The average is the same bits as long
 * as each worker's work follows from its number and the start.
 */
public final class AveragingJob {
  private static final int AVERAGING_TASKS = 8;
  private static final int ATTEMPTS = 5;

  private final JavaSparkContext spark;

  public AveragingJob(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** What a worker does alone between two averages. */
  @FunctionalInterface
  public interface LocalWork<R extends Serializable> extends Serializable {
    /**
     * Works on from the average.
     *
     * @param worker counted from 0
     * @param start to be read only: it is shared with other workers of the process
     */
    Contribution<R> from(int worker, Parameters start) throws IOException;
  }

  /**
   * What a worker hands in.
   *
   * @param examples images that it saw: its weight in the average; with 0 it has none
   * @param parameters as many as it started from; its own from here on
   * @param report for the driver
   */
  public record Contribution<R extends Serializable>(
      long examples, Parameters parameters, R report) {}

  /**
   * What a round came to.
   *
   * @param reports of the workers, in their order
   * @param secondsBroadcast that the driver took to hand out the start
   */
  public record Average<R>(Parameters parameters, List<R> reports, double secondsBroadcast) {}

  /** What the driver learns of a worker: everything but its parameters. */
  private record HandedIn<R extends Serializable>(
      long examples, BlockExchange.Place place, R report) implements Serializable {}

  /**
   * A block's average.
   *
   * @param lost why a worker's part could not be fetched, and there are no values; else empty
   */
  private record AveragedBlock(int block, FloatVector values, String lost)
      implements Serializable {}

  /** Runs a round. */
  public <R extends Serializable> Average<R> run(
      int workers, Parameters start, LocalWork<R> localWork) {
    long startNanos = System.nanoTime();
    Broadcast<Parameters> broadcast = spark.broadcast(start);
    double secondsBroadcast = (System.nanoTime() - startNanos) / 1e9;
    try {
      Blocks blocks = Blocks.of(start, workers);
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        Optional<Average<R>> average =
            attempt(workers, broadcast, blocks, localWork, secondsBroadcast);
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

  /** Empty where a worker's part was lost. */
  private <R extends Serializable> Optional<Average<R>> attempt(
      int workers,
      Broadcast<Parameters> start,
      Blocks blocks,
      LocalWork<R> localWork,
      double secondsBroadcast) {
    BlockExchange exchange = BlockExchange.open(spark.sc());
    try {
      List<HandedIn<R>> handedIn =
          spark
              .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
              .map(
                  worker -> handIn(worker, localWork.from(worker, start.value()), blocks, exchange))
              .collect();
      int tasks = Math.min(blocks.count(), Math.max(workers, AVERAGING_TASKS));
      Parameters average = blocks.empty();
      for (AveragedBlock block :
          spark
              .parallelize(IntStream.range(0, blocks.count()).boxed().toList(), tasks)
              .mapPartitions(indices -> average(indices, handedIn, blocks, exchange))
              .collect()) {
        if (!block.lost().isEmpty()) {
          System.err.println("the round is run again: " + block.lost());
          return Optional.empty();
        }
        blocks.paste(block.block(), block.values().values(), average);
      }
      return Optional.of(
          new Average<>(
              average, handedIn.stream().map(HandedIn::report).toList(), secondsBroadcast));
    } finally {
      exchange.close(spark.sc());
    }
  }

  private static <R extends Serializable> HandedIn<R> handIn(
      int worker, Contribution<R> contribution, Blocks blocks, BlockExchange exchange) {
    BlockExchange.Place place = null;
    for (int block = 0; block < blocks.count() && contribution.examples() > 0; block++) {
      place =
          exchange.leave(
              number(worker, block, blocks), blocks.cut(block, contribution.parameters()));
    }
    return new HandedIn<>(contribution.examples(), place, contribution.report());
  }

  private static <R extends Serializable> Iterator<AveragedBlock> average(
      Iterator<Integer> indices,
      List<HandedIn<R>> handedIn,
      Blocks blocks,
      BlockExchange exchange) {
    List<AveragedBlock> averages = new ArrayList<>();
    while (indices.hasNext()) {
      averages.add(average(indices.next(), handedIn, blocks, exchange));
    }
    return averages.iterator();
  }

  private static <R extends Serializable> AveragedBlock average(
      int block, List<HandedIn<R>> handedIn, Blocks blocks, BlockExchange exchange) {
    long examples = handedIn.stream().mapToLong(HandedIn::examples).sum();
    WeightedMean mean = new WeightedMean(blocks.length(block));
    for (int worker = 0; worker < handedIn.size(); worker++) {
      HandedIn<R> part = handedIn.get(worker);
      if (part.examples() > 0) {
        double weight = (double) part.examples() / examples;
        try {
          exchange.fetch(
              number(worker, block, blocks), part.place(), bytes -> mean.add(bytes, weight));
        } catch (Exception e) { // Spark's own are not declared
          return new AveragedBlock(
              block, null, "the result of worker " + worker + " is lost: " + e);
        }
      }
    }
    return new AveragedBlock(block, new FloatVector(mean.mean()), "");
  }

  /** A number of its own for each block of each worker. */
  private static int number(int worker, int block, Blocks blocks) {
    return worker * blocks.count() + block;
  }
}
