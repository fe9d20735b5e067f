package org.alexnetspark.jobs.feeding;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.alexnetspark.model.Batch;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Split;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A worker's minibatches of one epoch, read and augmented ahead of need on a thread of its own.
 * Which images they hold, and what is done to these, follows from (seed, epoch, worker) alone.
 */
public final class MinibatchStream implements Closeable {
  /** Minibatches prepared ahead; one more buffer holds the minibatch in use. */
  private static final int AHEAD = 2;

  private final RecordStream records;
  private final NetworkInput input;
  private final int batchSize;
  private final long epochSeed;
  private final float[][] buffers;
  private final ExecutorService reader;
  private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
  private int submitted;
  private double secondsWaited;

  /**
   * @param workers the run's number of workers
   * @param firstMinibatch the minibatch to begin with; those before it are skipped
   */
  public MinibatchStream(
      Path dataset,
      Split split,
      Configuration hadoop,
      NetworkInput input,
      long seed,
      int epoch,
      int worker,
      int workers,
      int batchSize,
      int firstMinibatch)
      throws IOException {
    EpochPlan plan = EpochPlan.shuffled(split, seed, epoch);
    this.records =
        new RecordStream(
            dataset,
            split.shards(),
            hadoop,
            plan.slices(worker, workers),
            new RecordStream.Shuffled(Seeds.derive(seed, epoch, worker)),
            (long) firstMinibatch * batchSize);
    this.input = input;
    this.batchSize = batchSize;
    this.epochSeed = Seeds.derive(seed, epoch);
    this.buffers = new float[AHEAD + 1][batchSize * input.length()];
    this.reader =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "feeding worker " + worker);
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < AHEAD; i++) {
      prepareNext();
    }
  }

  /**
   * The next minibatch; smaller at the end of the worker's share, of count 0 after it. Its buffer
   * is used again after the following call.
   */
  public Batch next() throws IOException {
    long start = System.nanoTime();
    try {
      Batch batch = ahead.removeFirst().get();
      prepareNext();
      return batch;
    } catch (ExecutionException e) {
      throw new IOException(
          "reading training images failed: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for training images", e);
    } finally {
      secondsWaited += (System.nanoTime() - start) / 1e9;
    }
  }

  /** Seconds that {@link #next} has waited for images since the stream was opened. */
  public double secondsWaited() {
    return secondsWaited;
  }

  private void prepareNext() {
    float[] buffer = buffers[submitted % buffers.length];
    submitted++;
    ahead.addLast(reader.submit(() -> fill(buffer)));
  }

  private Batch fill(float[] inputs) throws IOException {
    List<ImageRecord> images = records.next(batchSize);
    int[] labels = new int[batchSize];
    for (int i = 0; i < images.size(); i++) {
      ImageRecord image = images.get(i);
      labels[i] = image.label();
      input.augmented(
          image.pixels(), Seeds.derive(epochSeed, image.id()), inputs, i * input.length());
    }
    for (int i = images.size(); i < batchSize; i++) {
      input.empty(inputs, i * input.length());
    }
    return new Batch(inputs, labels, images.size());
  }

  @Override
  public void close() throws IOException {
    reader.shutdownNow();
    try {
      reader.awaitTermination(Long.MAX_VALUE, java.util.concurrent.TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    records.close();
  }
}
