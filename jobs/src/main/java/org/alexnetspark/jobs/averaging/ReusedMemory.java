package org.alexnetspark.jobs.averaging;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Large arrays of a process that one round after the other uses: to make them anew in every round
 * costs more than to fill them, most of it in the garbage collector.
 */
final class ReusedMemory {
  private static final Deque<AveragedVectors> RESULTS = new ArrayDeque<>();
  private static final Map<String, Deque<Used>> BLOCKS = new HashMap<>();
  private static SharedStart start;
  private static long newestExchange;
  private static int resultsInMemory;

  private ReusedMemory() {}

  /**
   * An array in which a block of an exchange lies. Where blocks went to disk because memory is
   * short nothing else holds it, and the garbage collector may take it.
   */
  private record Used(long exchange, SoftReference<byte[]> array) {}

  /** What the workers of a process start from, and how many of them look at it. */
  private static final class SharedStart {
    private final BlockExchange exchange;
    private final AveragedVectors parameters;
    private int users;

    private SharedStart(BlockExchange exchange, AveragedVectors parameters) {
      this.exchange = exchange;
      this.parameters = parameters;
    }
  }

  /** Vectors for a worker's result, to be given back by {@link #giveResult}. */
  static synchronized AveragedVectors takeResult(Blocks blocks) {
    RESULTS.removeIf(result -> !blocks.fit(result));
    return RESULTS.isEmpty() ? blocks.empty() : RESULTS.removeFirst();
  }

  static synchronized void giveResult(AveragedVectors result) {
    RESULTS.addFirst(result);
  }

  /**
   * Whether the blocks of another worker's result may stay in this process's memory. As many as
   * there are tasks at a time may: with them memory does not grow with the number of workers.
   *
   * @param most results that an exchange may have in memory
   */
  static synchronized boolean admitsResult(BlockExchange exchange, int most) {
    if (exchange.number() > newestExchange) {
      newestExchange = exchange.number();
      resultsInMemory = 0;
    }
    boolean admitted = exchange.number() == newestExchange && resultsInMemory < most;
    if (admitted) {
      resultsInMemory++;
    }
    return admitted;
  }

  /**
   * An array for a block to be left with an exchange: one of an earlier exchange of the same
   * family, whose blocks nobody wants any more.
   */
  static synchronized byte[] takeBlock(BlockExchange exchange, int bytes) {
    Iterator<Used> used =
        BLOCKS.computeIfAbsent(exchange.family(), any -> new ArrayDeque<>()).iterator();
    while (used.hasNext()) {
      Used candidate = used.next();
      byte[] array = candidate.array().get();
      boolean over = candidate.exchange() < exchange.number();
      if (array == null || (over && array.length == bytes)) {
        used.remove();
      }
      if (array != null && over && array.length == bytes) {
        return array;
      }
    }
    return new byte[bytes];
  }

  /**
   * Says that arrays hold blocks of an exchange. Only what was filled to the end is used again: a
   * task that Spark has given up may go on to fill what it took.
   */
  static synchronized void blocksLeft(BlockExchange exchange, List<byte[]> arrays) {
    Deque<Used> used = BLOCKS.computeIfAbsent(exchange.family(), any -> new ArrayDeque<>());
    for (byte[] array : arrays) {
      used.addLast(new Used(exchange.number(), new SoftReference<>(array)));
    }
  }

  /** Fetches what a round starts from. */
  @FunctionalInterface
  interface Fetching {
    void into(AveragedVectors parameters) throws IOException;
  }

  /**
   * What all workers of this process start from, fetched by the first of them; to be given back by
   * {@link #giveStart}.
   */
  static synchronized AveragedVectors takeStart(
      BlockExchange exchange, Blocks blocks, Fetching fetching) throws IOException {
    if (start == null || !start.exchange.isSame(exchange)) {
      // A task that Spark has given up may look at the one before still.
      boolean reusable = start != null && start.users == 0 && blocks.fit(start.parameters);
      AveragedVectors parameters = reusable ? start.parameters : blocks.empty();
      start = null;
      fetching.into(parameters);
      start = new SharedStart(exchange, parameters);
    }
    start.users++;
    return start.parameters;
  }

  static synchronized void giveStart(BlockExchange exchange) {
    if (start != null && start.exchange.isSame(exchange)) {
      start.users--;
    }
  }
}
