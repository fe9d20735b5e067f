package org.alexnetspark.jobs.feeding;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.alexnetspark.jobs.feeding.EpochPlan.Slice;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.dataset.ShardReader;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A worker's records, in its order. Rows that were neighbours in a shard are parted: a few row
 * groups are read at a time, each on a thread of its own where there are as many, and their rows
 * shuffled together. While one window is used the next is read. Not safe for use by several
 * threads.
 */
final class RecordStream implements Closeable {
  /** Row groups shuffled together: about 256 raw images, 50 MB. */
  private static final int WINDOW = 4;

  private final Path dataset;
  private final List<Shard> shards;
  private final Configuration hadoop;
  private final List<Slice> slices;
  private final Order order;
  private final ExecutorService readers;
  private int nextSlice;
  private List<ImageRecord> window = List.of();
  private int nextInWindow;
  private List<Future<List<ImageRecord>>> ahead = List.of();
  private int firstAhead;

  /** How the rows of a window are ordered. */
  sealed interface Order permits AsStored, Shuffled {}

  record AsStored() implements Order {}

  /** Each window's order follows from the seed and the window's place. */
  record Shuffled(long seed) implements Order {}

  /**
   * @param skip rows at the start that the worker has seen already; whole windows among them are
   *     not read
   * @param readers threads that read and decode row groups; they stay the caller's
   */
  RecordStream(
      Path dataset,
      List<Shard> shards,
      Configuration hadoop,
      List<Slice> slices,
      Order order,
      long skip,
      ExecutorService readers)
      throws IOException {
    this.dataset = dataset;
    this.shards = shards;
    this.hadoop = hadoop;
    this.slices = slices;
    this.order = order;
    this.readers = readers;
    skip(skip);
  }

  /** Up to {@code count} records; fewer only at the end. */
  List<ImageRecord> next(int count) throws IOException {
    List<ImageRecord> records = new ArrayList<>(count);
    while (records.size() < count && (nextInWindow < window.size() || !ahead.isEmpty())) {
      if (nextInWindow == window.size()) {
        takeWindow();
      }
      records.add(window.get(nextInWindow));
      nextInWindow++;
    }
    return records;
  }

  private void skip(long rows) throws IOException {
    long left = rows;
    while (left > 0 && nextSlice < slices.size()) {
      int end = Math.min(nextSlice + WINDOW, slices.size());
      long rowsInWindow = slices.subList(nextSlice, end).stream().mapToLong(Slice::rows).sum();
      if (rowsInWindow > left) {
        break;
      }
      nextSlice = end;
      left -= rowsInWindow;
    }
    readAhead();
    if (left > 0 && !ahead.isEmpty()) {
      takeWindow();
      nextInWindow = (int) left;
    }
  }

  /** Begins to read the next window. */
  private void readAhead() {
    firstAhead = nextSlice;
    nextSlice = Math.min(nextSlice + WINDOW, slices.size());
    ahead =
        slices.subList(firstAhead, nextSlice).stream()
            .map(slice -> readers.submit(() -> read(slice)))
            .toList();
  }

  private List<ImageRecord> read(Slice slice) throws IOException {
    try (ShardReader reader = new ShardReader(dataset, shards.get(slice.shard()), hadoop)) {
      return reader.readRowGroup(slice.rowGroup()).subList(slice.from(), slice.to());
    }
  }

  private void takeWindow() throws IOException {
    List<ImageRecord> records = new ArrayList<>();
    for (Future<List<ImageRecord>> rows : ahead) {
      records.addAll(get(rows));
    }
    if (order instanceof Shuffled shuffled) {
      Collections.shuffle(records, new Random(Seeds.derive(shuffled.seed(), firstAhead)));
    }
    window = records;
    nextInWindow = 0;
    readAhead();
  }

  private static <T> T get(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for images", e);
    }
  }

  @Override
  public void close() {
    ahead.forEach(rows -> rows.cancel(false));
  }
}
