package org.alexnetspark.jobs.averaging;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * A round of parameter averaging as one Spark job of two stages.
 *
 * <p>In the first, a task for each worker works on from the broadcast average and hands in what it
 * came to in blocks. In the second, each block is averaged where the shuffle brought it. The driver
 * receives one average, whatever the number of workers. Spark may run a task again, or elsewhere:
 * the average is the same bits as long as each worker's work follows from its number and the start.
 */
public final class AveragingJob {
  private static final int AVERAGING_TASKS = 16;

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

  /** What the shuffle carries: a block of a worker's parameters, or its report. */
  private sealed interface Piece extends Serializable permits BlockPiece, ReportPiece {}

  private record BlockPiece(WorkerBlock part) implements Piece {}

  private record ReportPiece(int worker, Serializable report) implements Piece {}

  private record AveragedBlock(int block, FloatVector values) implements Serializable {}

  /** Runs a round. */
  public <R extends Serializable> Average<R> run(
      int workers, Parameters start, LocalWork<R> localWork) {
    long startNanos = System.nanoTime();
    Broadcast<Parameters> broadcast = spark.broadcast(start);
    double secondsBroadcast = (System.nanoTime() - startNanos) / 1e9;
    try {
      Blocks blocks = Blocks.of(start, workers);
      JavaPairRDD<Integer, Piece> pieces =
          spark
              .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
              .flatMapToPair(
                  worker -> pieces(worker, localWork.from(worker, broadcast.value()), blocks));
      List<Serializable> results =
          pieces
              .partitionBy(new HashPartitioner(averagingTasks(blocks, workers)))
              .mapPartitions(AveragingJob::average)
              .collect();
      return average(results, blocks, secondsBroadcast);
    } finally {
      broadcast.destroy();
    }
  }

  /**
   * At least as many tasks as workers, so that no process receives more than a copy of the model at
   * a time; and so many that what a task fetches of one worker (a few dozen megabytes) goes through
   * memory and not through a disk.
   */
  private static int averagingTasks(Blocks blocks, int workers) {
    return Math.min(blocks.count(), Math.max(workers, AVERAGING_TASKS));
  }

  /** Cuts blocks as they are asked for, so that no second copy of the result stands in memory. */
  private static <R extends Serializable> Iterator<Tuple2<Integer, Piece>> pieces(
      int worker, Contribution<R> contribution, Blocks blocks) {
    Stream<Tuple2<Integer, Piece>> report =
        Stream.of(new Tuple2<>(blocks.count(), new ReportPiece(worker, contribution.report())));
    Stream<Tuple2<Integer, Piece>> parts =
        IntStream.range(0, contribution.examples() > 0 ? blocks.count() : 0)
            .mapToObj(
                block ->
                    new Tuple2<>(
                        block,
                        new BlockPiece(
                            new WorkerBlock(
                                worker,
                                contribution.examples(),
                                blocks.cut(block, contribution.parameters())))));
    return Stream.concat(report, parts).iterator();
  }

  /** Averages the blocks that a task received; the reports go through as they are. */
  private static Iterator<Serializable> average(Iterator<Tuple2<Integer, Piece>> pieces) {
    Map<Integer, List<WorkerBlock>> parts = new TreeMap<>();
    List<Serializable> reports = new ArrayList<>();
    while (pieces.hasNext()) {
      Tuple2<Integer, Piece> piece = pieces.next();
      if (piece._2() instanceof BlockPiece block) {
        parts.computeIfAbsent(piece._1(), any -> new ArrayList<>()).add(block.part());
      } else {
        reports.add(piece._2());
      }
    }
    Stream<Serializable> averages =
        List.copyOf(parts.keySet()).stream()
            .map(block -> new AveragedBlock(block, Blocks.average(parts.remove(block))));
    return Stream.concat(reports.stream(), averages).iterator();
  }

  @SuppressWarnings("unchecked") // a report is what the worker handed in
  private static <R extends Serializable> Average<R> average(
      List<Serializable> results, Blocks blocks, double secondsBroadcast) {
    Parameters average = blocks.empty();
    TreeMap<Integer, R> reports = new TreeMap<>();
    for (Serializable result : results) {
      if (result instanceof AveragedBlock block) {
        blocks.paste(block.block(), block.values(), average);
      } else if (result instanceof ReportPiece report) {
        reports.put(report.worker(), (R) report.report());
      }
    }
    return new Average<>(average, List.copyOf(reports.values()), secondsBroadcast);
  }
}
