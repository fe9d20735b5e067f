package org.alexnetspark.jobs.feeding;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Split;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** One of several equal parts of a split, in stored order. */
public final class StoredImages implements Closeable {
  private final RecordStream records;
  private final ExecutorService reader;

  private StoredImages(RecordStream records, ExecutorService reader) {
    this.records = records;
    this.reader = reader;
  }

  /**
   * Opens a part.
   *
   * @param part from 0 to parts - 1
   */
  public static StoredImages open(
      String dataset, Split split, Configuration hadoop, int part, int parts) throws IOException {
    ExecutorService reader = Executors.newSingleThreadExecutor();
    return new StoredImages(
        new RecordStream(
            new Path(dataset),
            split.shards(),
            hadoop,
            EpochPlan.asStored(split).slices(part, parts),
            new RecordStream.AsStored(),
            0,
            reader),
        reader);
  }

  /**
   * A single image.
   *
   * @param position in stored order, from 0
   */
  public static ImageRecord at(String dataset, Split split, Configuration hadoop, long position)
      throws IOException {
    // Dealt into as many parts as there are images, part n is the n-th image.
    int images = Math.toIntExact(split.images());
    try (StoredImages one = open(dataset, split, hadoop, Math.toIntExact(position), images)) {
      return one.next(1).get(0);
    }
  }

  /** Up to {@code count} images; fewer only at the end, then none. */
  public List<ImageRecord> next(int count) throws IOException {
    return records.next(count);
  }

  @Override
  public void close() throws IOException {
    records.close();
    reader.shutdownNow();
  }
}
