package org.alexnetspark.jobs.averaging;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.averaging.BlockExchange.Place;
import org.alexnetspark.jobs.averaging.BlockExchange.Wanted;
import org.alexnetspark.jobs.cli.Cluster;
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
        spark.isLocal() ? Cluster.slots(spark) : Cluster.slotsOfAnExecutor(spark.getConf());
  }

  /** What a worker does alone between two averages. */
  @FunctionalInterface
  public interface LocalWork<R extends Serializable> extends Serializable {
    /**
     * Works on from the average.
     *
     * @param worker counted from 0
     * @param start to be read only: it is shared with other workers of the process
     * @param result gets what the worker came to, every element of it
     */
    Contribution<R> from(int worker, Parameters start, Parameters result) throws IOException;
  }

  /**
   * What a worker hands in besides its parameters.
   *
   * @param examples images that it saw: its weight in the average; with 0 it has none
   * @param report for the driver
   */
  public record Contribution<R extends Serializable>(long examples, R report) {}

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
      Parameters parameters,
      List<R> reports,
      double secondsBroadcast,
      double secondsFetching,
      long bytesFetched) {}

  /** An average that lies with the executors in blocks, and its copy here. */
  private record Held(
      Parameters parameters, BlockExchange exchange, Blocks blocks, List<Wanted> wanted) {
    boolean is(Parameters other) {
      return parameters.weights().values() == other.weights().values()
          && parameters.momentum().values() == other.momentum().values();
    }
  }

  /** How tasks get at what a round starts from. */
  private sealed interface Start extends Serializable permits Broadcasted, LeftInBlocks {
    Parameters take() throws IOException;

    void giveBack();
  }

  private record Broadcasted(Broadcast<Parameters> broadcast) implements Start {
    @Override
    public Parameters take() {
      return broadcast.value();
    }

    @Override
    public void giveBack() {}
  }

  private record LeftInBlocks(BlockExchange exchange, Blocks blocks, List<Wanted> wanted)
      implements Start {
    @Override
    public Parameters take() throws IOException {
      return ReusedMemory.takeStart(
          exchange,
          blocks,
          parameters ->
              exchange.fetch(
                  wanted,
                  (index, bytes) -> blocks.paste(wanted.get(index).block(), bytes, parameters)));
    }

    @Override
    public void giveBack() {
      ReusedMemory.giveStart(exchange);
    }
  }

  /**
   * What the driver learns of a worker: everything but its parameters.
   *
   * @param lost why the start could not be fetched, and nothing was done; else empty
   */
  private record HandedIn<R extends Serializable>(long examples, Place place, R report, String lost)
      implements Serializable {}

  /**
   * Where the average of a block is.
   *
   * @param lost why a worker's part could not be fetched, and there is none; else empty
   */
  private record AveragedBlock(int block, Place place, String lost) implements Serializable {}

  /** A part of a round went with the executor that had it. */
  private static final class LostException extends IOException {
    private static final long serialVersionUID = 1L;

    LostException(String what) {
      super(what);
    }
  }

  /** Runs a round. */
  public <R extends Serializable> Average<R> run(
      int workers, Parameters start, LocalWork<R> localWork) {
    Blocks blocks = Blocks.of(start, workers);
    if (newest != null && newest.is(start)) {
      Optional<Average<R>> average =
          attempt(
              workers,
              new LeftInBlocks(newest.exchange(), newest.blocks(), newest.wanted()),
              blocks,
              localWork,
              0);
      if (average.isPresent()) {
        return average.get();
      }
    }
    long startNanos = System.nanoTime();
    Broadcast<Parameters> broadcast = spark.broadcast(start);
    double secondsBroadcast = secondsSince(startNanos);
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        Optional<Average<R>> average =
            attempt(workers, new Broadcasted(broadcast), blocks, localWork, secondsBroadcast);
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
      int workers, Start start, Blocks blocks, LocalWork<R> localWork, double secondsBroadcast) {
    BlockExchange results = BlockExchange.open(spark.sc(), handedIn);
    BlockExchange averages = BlockExchange.open(spark.sc(), averaged);
    try {
      List<HandedIn<R>> handIns = handIns(workers, start, blocks, localWork, results);
      List<Wanted> wanted = averages(blocks, handIns, results, averages);
      long startNanos = System.nanoTime();
      Parameters average = blocks.empty();
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

  private <R extends Serializable> List<HandedIn<R>> handIns(
      int workers, Start start, Blocks blocks, LocalWork<R> localWork, BlockExchange results)
      throws LostException {
    int resultsInMemory = tasksOfAProcess;
    List<HandedIn<R>> handIns =
        spark
            .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
            .map(worker -> handIn(worker, start, localWork, blocks, results, resultsInMemory))
            .collect();
    for (HandedIn<R> each : handIns) {
      if (!each.lost().isEmpty()) {
        throw new LostException(each.lost());
      }
    }
    return handIns;
  }

  private <R extends Serializable> List<Wanted> averages(
      Blocks blocks, List<HandedIn<R>> handIns, BlockExchange results, BlockExchange averages)
      throws LostException {
    int tasks = Math.min(blocks.count(), spark.defaultParallelism());
    List<Wanted> wanted = new ArrayList<>();
    for (AveragedBlock block :
        spark
            .parallelize(IntStream.range(0, blocks.count()).boxed().toList(), tasks)
            .mapPartitions(indices -> average(indices, handIns, blocks, results, averages))
            .collect()) {
      if (!block.lost().isEmpty()) {
        throw new LostException(block.lost());
      }
      wanted.add(new Wanted(block.block(), block.place()));
    }
    return wanted;
  }

  private static <R extends Serializable> HandedIn<R> handIn(
      int worker,
      Start start,
      LocalWork<R> localWork,
      Blocks blocks,
      BlockExchange exchange,
      int resultsInMemory)
      throws IOException {
    Parameters from;
    try {
      from = start.take();
    } catch (IOException e) {
      return new HandedIn<>(0, null, null, "what worker " + worker + " starts from is lost: " + e);
    }
    Parameters result = ReusedMemory.takeResult(blocks);
    try {
      Contribution<R> contribution = localWork.from(worker, from, result);
      if (contribution.examples() > 0) {
        if (ReusedMemory.admitsResult(exchange, resultsInMemory)) {
          leave(worker, result, blocks, exchange);
        } else {
          leaveOnDisk(worker, result, blocks, exchange);
        }
      }
      return new HandedIn<>(
          contribution.examples(), BlockExchange.here(), contribution.report(), "");
    } finally {
      ReusedMemory.giveResult(result);
      start.giveBack();
    }
  }

  private static void leave(int worker, Parameters result, Blocks blocks, BlockExchange exchange) {
    List<byte[]> arrays = new ArrayList<>();
    for (int block = 0; block < blocks.count(); block++) {
      byte[] array = ReusedMemory.takeBlock(exchange, blocks.bytes(block));
      exchange.leave(number(worker, block, blocks), blocks.cut(block, result, array));
      arrays.add(array);
    }
    ReusedMemory.blocksLeft(exchange, arrays);
  }

  private static void leaveOnDisk(
      int worker, Parameters result, Blocks blocks, BlockExchange exchange) {
    byte[] array = new byte[blocks.bytes(0)];
    for (int block = 0; block < blocks.count(); block++) {
      exchange.leaveOnDisk(number(worker, block, blocks), blocks.cut(block, result, array));
    }
  }

  private static <R extends Serializable> Iterator<AveragedBlock> average(
      Iterator<Integer> indices,
      List<HandedIn<R>> handIns,
      Blocks blocks,
      BlockExchange results,
      BlockExchange averages) {
    long examples = handIns.stream().mapToLong(HandedIn::examples).sum();
    List<Integer> workers =
        IntStream.range(0, handIns.size())
            .filter(worker -> handIns.get(worker).examples() > 0)
            .boxed()
            .toList();
    double[] weights =
        workers.stream()
            .mapToDouble(worker -> (double) handIns.get(worker).examples() / examples)
            .toArray();
    List<Integer> ofTask = new ArrayList<>();
    indices.forEachRemaining(ofTask::add);
    List<Wanted> wanted = new ArrayList<>();
    for (int block : ofTask) {
      for (int worker : workers) {
        wanted.add(new Wanted(number(worker, block, blocks), handIns.get(worker).place()));
      }
    }
    WeightedMean mean = new WeightedMean(blocks.longest());
    List<byte[]> arrays = new ArrayList<>();
    try {
      results.fetchInOrder(
          wanted,
          (index, bytes) -> {
            int block = ofTask.get(index / workers.size());
            int worker = index % workers.size();
            if (worker == 0) {
              mean.begin(blocks.length(block));
            }
            mean.add(bytes, weights[worker]);
            if (worker == workers.size() - 1) {
              byte[] array = ReusedMemory.takeBlock(averages, blocks.bytes(block));
              averages.leave(block, mean.write(array));
              arrays.add(array);
            }
          });
    } catch (IOException e) {
      return List.of(new AveragedBlock(0, null, "a worker's result is lost: " + e)).iterator();
    }
    ReusedMemory.blocksLeft(averages, arrays);
    return ofTask.stream()
        .map(block -> new AveragedBlock(block, BlockExchange.here(), ""))
        .iterator();
  }

  /** A number of its own for each block of each worker. */
  private static int number(int worker, int block, Blocks blocks) {
    return worker * blocks.count() + block;
  }

  /** Drops what executors hold. */
  @Override
  public void close() {
    hold(null);
  }
}
