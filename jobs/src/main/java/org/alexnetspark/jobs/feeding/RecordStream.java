package org.alexnetspark.jobs.feeding;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.alexnetspark.jobs.feeding.EpochPlan.Slice;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.dataset.ShardReader;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A worker's records, in its order. Rows that were neighbours in a shard are parted: a few row
 * groups are read at a time and their rows shuffled together. Not safe for use by several threads.
 */
final class RecordStream implements Closeable {
  /** Row groups shuffled together: about 256 raw images, 50 MB. */
  private static final int WINDOW = 4;

  private final Path dataset;
  private final List<Shard> shards;
  private final Configuration hadoop;
  private final List<Slice> slices;
  private final Order order;
  private int nextSlice;
  private List<ImageRecord> window = List.of();
  private int nextInWindow;
  private int openShard = -1;
  private ShardReader reader;

  /** How the rows of a window are ordered. */
  sealed interface Order permits AsStored, Shuffled {}

  record AsStored() implements Order {}

  /** Each window's order follows from the seed and the window's place. */
  record Shuffled(long seed) implements Order {}

  /**
   * @param skip rows at the start that the worker has seen already; whole windows among them are
   *     not read
   */
  RecordStream(
      Path dataset,
      List<Shard> shards,
      Configuration hadoop,
      List<Slice> slices,
      Order order,
      long skip)
      throws IOException {
    this.dataset = dataset;
    this.shards = shards;
    this.hadoop = hadoop;
    this.slices = slices;
    this.order = order;
    skip(skip);
  }

  /** Up to {@code count} records; fewer only at the end. */
  List<ImageRecord> next(int count) throws IOException {
    List<ImageRecord> records = new ArrayList<>(count);
    while (records.size() < count && (nextInWindow < window.size() || nextSlice < slices.size())) {
      if (nextInWindow == window.size()) {
        readWindow();
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
        readWindow();
        nextInWindow = (int) left;
        return;
      }
      nextSlice = end;
      left -= rowsInWindow;
    }
  }

  private void readWindow() throws IOException {
    int first = nextSlice;
    List<ImageRecord> records = new ArrayList<>();
    for (; nextSlice < Math.min(first + WINDOW, slices.size()); nextSlice++) {
      Slice slice = slices.get(nextSlice);
      records.addAll(
          reader(slice.shard()).readRowGroup(slice.rowGroup()).subList(slice.from(), slice.to()));
    }
    if (order instanceof Shuffled shuffled) {
      Collections.shuffle(records, new Random(Seeds.derive(shuffled.seed(), first)));
    }
    window = records;
    nextInWindow = 0;
  }

  private ShardReader reader(int shard) throws IOException {
    if (shard != openShard) {
      close();
      reader = new ShardReader(dataset, shards.get(shard), hadoop);
      openShard = shard;
    }
    return reader;
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
      openShard = -1;
    }
  }
}
