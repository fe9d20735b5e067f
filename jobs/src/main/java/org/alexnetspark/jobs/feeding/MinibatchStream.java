package org.alexnetspark.jobs.feeding;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.alexnetspark.model.Batch;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Split;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A worker's minibatches of one epoch, read, decoded and augmented ahead of need on threads of its
 * own. Which images they hold, and what is done to these, follows from (seed, epoch, worker) alone.
 */
public final class MinibatchStream implements Closeable {
  /** Minibatches prepared ahead; one more buffer holds the minibatch in use. */
  private static final int AHEAD = 2;

  private final RecordStream records;
  private final NetworkInput input;
  private final int batchSize;
  private final long epochSeed;
  private final float[][] buffers;
  private final ExecutorService maker;
  private final ExecutorService helpers;
  private final int threads;
  private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
  private int submitted;
  private double secondsWaited;

  /**
   * @param workers the run's number of workers
   * @param firstMinibatch the minibatch to begin with; those before it are skipped
   * @param threads that read, decode and augment; they have no influence on what comes out
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
      int firstMinibatch,
      int threads)
      throws IOException {
    EpochPlan plan = EpochPlan.shuffled(split, seed, epoch);
    this.threads = threads;
    this.maker = Executors.newSingleThreadExecutor(named("minibatches of worker " + worker));
    this.helpers =
        Executors.newFixedThreadPool(threads, named("reading and augmenting for worker " + worker));
    this.records =
        new RecordStream(
            dataset,
            split.shards(),
            hadoop,
            plan.slices(worker, workers),
            new RecordStream.Shuffled(Seeds.derive(seed, epoch, worker)),
            (long) firstMinibatch * batchSize,
            helpers);
    this.input = input;
    this.batchSize = batchSize;
    this.epochSeed = Seeds.derive(seed, epoch);
    this.buffers = new float[AHEAD + 1][batchSize * input.length()];
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
    ahead.addLast(maker.submit(() -> fill(buffer)));
  }

  private Batch fill(float[] inputs) throws IOException, InterruptedException, ExecutionException {
    List<ImageRecord> images = records.next(batchSize);
    int[] labels = new int[batchSize];
    List<Future<?>> parts = new ArrayList<>();
    for (int part = 0; part < threads; part++) {
      int from = images.size() * part / threads;
      int to = images.size() * (part + 1) / threads;
      parts.add(helpers.submit(() -> augment(images, from, to, inputs, labels)));
    }
    for (Future<?> part : parts) {
      part.get();
    }
    for (int i = images.size(); i < batchSize; i++) {
      input.empty(inputs, i * input.length());
    }
    return new Batch(inputs, labels, images.size());
  }

  private void augment(List<ImageRecord> images, int from, int to, float[] inputs, int[] labels) {
    for (int i = from; i < to; i++) {
      ImageRecord image = images.get(i);
      labels[i] = image.label();
      input.augmented(
          image.pixels(), Seeds.derive(epochSeed, image.id()), inputs, i * input.length());
    }
  }

  private static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    maker.shutdownNow();
    helpers.shutdownNow();
    try {
      maker.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      helpers.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
