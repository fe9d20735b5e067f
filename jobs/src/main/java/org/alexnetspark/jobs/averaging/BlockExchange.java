package org.alexnetspark.jobs.averaging;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.shuffle.BlockFetchingListener;
import org.apache.spark.storage.BlockData;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.ByteBufferBlockData;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Option;
import scala.reflect.ClassTag;

/**
 * Bytes that tasks leave with their process's block manager for other processes to fetch. Against
 * Spark's shuffle this spares the way over files, which is most of a shuffle's time here, and lets
 * whoever fetches take them in an order of its own; but Spark does not make them again when an
 * executor is lost, which is then the caller's to do.
 *
 * <p>Blocks go under the name of an RDD that nobody else has, so that Spark can drop all of them.
 */
final class BlockExchange implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Blocks on their way at a time: enough that nobody waits for an answer. */
  private static final int AHEAD = 4;

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final int id;
  private final String family;
  private final long number;

  /** Where a task left its blocks. */
  record Place(String host, int port, String executor) implements Serializable {}

  /** A block and where it is. */
  record Wanted(int block, Place place) implements Serializable {}

  /** What is done with a block. */
  @FunctionalInterface
  interface Use {
    /**
     * Takes a block.
     *
     * @param index of the block among those wanted
     * @param bytes must not be kept
     */
    void of(int index, ByteBuffer bytes);
  }

  private BlockExchange(int id, String family, long number) {
    this.id = id;
    this.family = family;
    this.number = number;
  }

  /** A name for exchanges that replace one another. */
  static String newFamily() {
    return UUID.randomUUID().toString();
  }

  /** A new exchange, without blocks. */
  static BlockExchange open(SparkContext spark, String family) {
    return new BlockExchange(spark.newRddId(), family, NUMBERS.incrementAndGet());
  }

  /** Of exchanges of one family the latest is of use. */
  String family() {
    return family;
  }

  boolean isSame(BlockExchange other) {
    return family.equals(other.family) && number == other.number;
  }

  /** Later exchanges have larger numbers. */
  long number() {
    return number;
  }

  /** This process. */
  static Place here() {
    BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
    return new Place(here.host(), here.port(), here.executorId());
  }

  /**
   * Leaves a block with this process; it goes to disk where memory does not suffice.
   *
   * @param bytes not copied: they must stay as they are until the exchange is closed
   */
  void leave(int block, ByteBuffer bytes) {
    put(block, bytes, StorageLevel.MEMORY_AND_DISK_SER());
  }

  /** Leaves a block with this process, in a file; the bytes may be used for something else then. */
  void leaveOnDisk(int block, ByteBuffer bytes) {
    put(block, bytes, StorageLevel.DISK_ONLY());
  }

  private void put(int block, ByteBuffer bytes, StorageLevel level) {
    RDDBlockId name = new RDDBlockId(id, block);
    requireKept(
        name,
        SparkEnv.get()
            .blockManager()
            .putBytes(
                name,
                new ChunkedByteBuffer(bytes),
                level,
                false, // the driver is told of the place by the task itself
                ClassTag.Any()));
  }

  /** Spark answers, and throws nothing, where neither its memory nor its disks took a block. */
  static void requireKept(BlockId name, boolean kept) {
    if (!kept) {
      throw new IllegalStateException(
          "the block "
              + name
              + " could be kept neither in memory nor on disk: see whether spark.local.dir has room");
    }
  }

  /**
   * Fetches blocks in the given order, one at a time.
   *
   * @return how many bytes they have
   * @throws IOException if one is no longer there
   */
  long fetchInOrder(List<Wanted> wanted, Use use) throws IOException {
    Deque<CompletableFuture<ManagedBuffer>> underWay = new ArrayDeque<>();
    Iterator<Wanted> toRequest = wanted.stream().filter(each -> !isHere(each)).iterator();
    Scratch scratch = new Scratch();
    long fetched = 0;
    try {
      for (int index = 0; index < wanted.size(); index++) {
        while (underWay.size() < AHEAD && toRequest.hasNext()) {
          underWay.addLast(request(toRequest.next()));
        }
        fetched +=
            isHere(wanted.get(index))
                ? useOwn(scratch, wanted.get(index), index, use)
                : use(scratch, get(underWay.removeFirst()), index, use);
      }
      return fetched;
    } finally {
      underWay.forEach(BlockExchange::release);
    }
  }

  /**
   * Fetches blocks in any order, and several at a time: from every process by its own connection,
   * whose thread uses them as they come.
   *
   * @return how many bytes they have
   * @throws IOException if one is no longer there; others may still be used for a while then
   */
  long fetch(List<Wanted> wanted, Use use) throws IOException {
    Map<Place, List<Integer>> byPlace =
        IntStream.range(0, wanted.size())
            .boxed()
            .filter(index -> !isHere(wanted.get(index)))
            .collect(Collectors.groupingBy(index -> wanted.get(index).place()));
    LongAdder fetched = new LongAdder();
    List<CompletableFuture<Void>> arrivals = new ArrayList<>();
    byPlace.forEach(
        (place, indices) -> {
          Map<String, Integer> byName = new HashMap<>();
          indices.forEach(index -> byName.put(name(wanted.get(index)), index));
          Scratch scratch = new Scratch();
          arrivals.add(
              request(
                  place,
                  byName.keySet(),
                  (name, data) -> fetched.add(use(scratch, data, byName.get(name), use))));
        });
    Scratch own = new Scratch();
    for (int index = 0; index < wanted.size(); index++) {
      if (isHere(wanted.get(index))) {
        fetched.add(useOwn(own, wanted.get(index), index, use));
      }
    }
    for (CompletableFuture<Void> arrival : arrivals) {
      get(arrival);
    }
    return fetched.sum();
  }

  private static boolean isHere(Wanted wanted) {
    return wanted.place().executor().equals(SparkEnv.get().executorId());
  }

  private long useOwn(Scratch scratch, Wanted wanted, int index, Use use) throws IOException {
    BlockManager manager = SparkEnv.get().blockManager();
    BlockId name = new RDDBlockId(id, wanted.block());
    Option<BlockData> own = manager.getLocalBytes(name);
    if (own.isEmpty()) {
      throw new IOException("the block " + name + " is not here");
    }
    try {
      BlockData data = own.get();
      // A file would be mapped, and stay so until the garbage collector finds out.
      boolean inMemory = data instanceof ByteBufferBlockData;
      use.of(
          index, inMemory ? data.toByteBuffer() : scratch.copy(data.toInputStream(), data.size()));
      return data.size();
    } finally {
      manager.releaseLock(name, Option.empty());
    }
  }

  private static long use(Scratch scratch, ManagedBuffer data, int index, Use use)
      throws IOException {
    try {
      ByteBuffer bytes = scratch.copy(data.createInputStream(), data.size());
      int size = bytes.remaining();
      use.of(index, bytes);
      return size;
    } finally {
      data.release();
    }
  }

  /** What is done with a block as it comes, by the thread of its connection. */
  @FunctionalInterface
  private interface Arrival {
    void of(String name, ManagedBuffer data) throws IOException;
  }

  private CompletableFuture<ManagedBuffer> request(Wanted wanted) {
    CompletableFuture<ManagedBuffer> block = new CompletableFuture<>();
    request(wanted.place(), Set.of(name(wanted)), (name, data) -> block.complete(data))
        .exceptionally(
            failure -> {
              block.completeExceptionally(failure);
              return null;
            });
    return block;
  }

  /**
   * Spark's own synchronous fetching copies every block into a new array of the heap.
   *
   * @param arrival has to release what it is given
   * @return is complete when all have come
   */
  private static CompletableFuture<Void> request(Place place, Set<String> names, Arrival arrival) {
    CompletableFuture<Void> all = new CompletableFuture<>();
    AtomicInteger missing = new AtomicInteger(names.size());
    SparkEnv.get()
        .blockManager()
        .blockTransferService()
        .fetchBlocks(
            place.host(),
            place.port(),
            place.executor(),
            names.toArray(String[]::new),
            new BlockFetchingListener() {
              @Override
              public void onBlockFetchSuccess(String name, ManagedBuffer data) {
                try {
                  arrival.of(name, data.retain());
                } catch (IOException | RuntimeException e) {
                  all.completeExceptionally(e);
                }
                if (missing.decrementAndGet() == 0) {
                  all.complete(null);
                }
              }

              @Override
              public void onBlockFetchFailure(String name, Throwable cause) {
                all.completeExceptionally(cause);
              }
            },
            null);
    return all;
  }

  private static <T> T get(CompletableFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a block", e);
    }
  }

  /** Gives a block back that nobody waits for any more. */
  private static void release(CompletableFuture<ManagedBuffer> block) {
    CompletableFuture<Void> unused = block.thenAccept(ManagedBuffer::release);
  }

  /** An array that one block after the other is copied into, from the network or a file. */
  static final class Scratch {
    private byte[] bytes = new byte[0];

    ByteBuffer copy(InputStream data, long length) throws IOException {
      int size = Math.toIntExact(length);
      bytes = bytes.length < size ? new byte[size] : bytes;
      try (data) {
        int read = data.readNBytes(bytes, 0, size);
        if (read < size) {
          throw new EOFException("of a block of " + size + " bytes only " + read + " came");
        }
      }
      return ByteBuffer.wrap(bytes, 0, size);
    }
  }

  private String name(Wanted wanted) {
    return new RDDBlockId(id, wanted.block()).name();
  }

  /** Drops all blocks, wherever they are. */
  void close(SparkContext spark) {
    spark.env().blockManager().master().removeRdd(id, false);
  }
}
