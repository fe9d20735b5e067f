package org.alexnetspark.jobs.feeding;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.alexnetspark.model.Batch;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.PreparedBy;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;
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

  /** Tells the seeds of shared draws from others of the worker's. */
  private static final long SHARED_DRAWS = 0x5A;

  private final RecordStream records;
  private final Augmentation augmentation;
  private final PreparedBy preparedBy;
  private final int batchSize;
  private final long epochSeed;
  private final long workerSeed;
  private final long firstImage;
  private final float[][] buffers;
  private final ExecutorService maker;
  private final ExecutorService helpers;
  private final int threads;
  private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
  private int submitted;
  private double secondsWaited;

  /**
   * @param preparedBy who makes the network's input of the images; has no influence on the numbers
   * @param workers the run's number of workers
   * @param firstMinibatch the minibatch to begin with; those before it are skipped
   * @param threads that read, decode and augment; they have no influence on what comes out
   */
  public MinibatchStream(
      Path dataset,
      Split split,
      Configuration hadoop,
      Augmentation augmentation,
      PreparedBy preparedBy,
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
    this.augmentation = augmentation;
    this.preparedBy = preparedBy;
    this.batchSize = batchSize;
    this.epochSeed = Seeds.derive(seed, epoch);
    this.workerSeed = Seeds.derive(seed, epoch, worker);
    this.firstImage = (long) firstMinibatch * batchSize;
    this.buffers =
        preparedBy == PreparedBy.HOST
            ? new float[AHEAD + 1][batchSize * augmentation.preparation().length()]
            : new float[0][];
    for (int i = 0; i < AHEAD; i++) {
      prepareNext();
    }
  }

  /**
   * The next minibatch; smaller at the end of the worker's share, of count 0 after it. Its arrays
   * may be used again after the following call.
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
    int number = submitted++;
    ahead.addLast(maker.submit(() -> make(number)));
  }

  private Batch make(int number) throws IOException, InterruptedException, ExecutionException {
    List<ImageRecord> images = records.next(batchSize);
    int[] labels = new int[batchSize];
    for (int i = 0; i < images.size(); i++) {
      labels[i] = images.get(i).label();
    }
    long first = firstImage + (long) number * batchSize;
    return new Batch(
        preparedBy == PreparedBy.HOST
            ? prepared(images, first, buffers[number % buffers.length])
            : viewed(images, first),
        labels,
        images.size());
  }

  private ReadyImages prepared(List<ImageRecord> images, long first, float[] inputs)
      throws InterruptedException, ExecutionException {
    Preparation preparation = augmentation.preparation();
    int length = preparation.length();
    forEach(images, (i, image) -> preparation.prepare(draw(image, first + i), inputs, i * length));
    // Rows of a minibatch that hold no image are zeros.
    Arrays.fill(inputs, images.size() * length, batchSize * length, 0f);
    return new ReadyImages(inputs);
  }

  private ViewedImages viewed(List<ImageRecord> images, long first)
      throws InterruptedException, ExecutionException {
    ViewedImage[] viewed = new ViewedImage[images.size()];
    forEach(images, (i, image) -> viewed[i] = draw(image, first + i));
    return new ViewedImages(augmentation.preparation(), List.of(viewed));
  }

  /**
   * Draws a view.
   *
   * @param place of the image among those that the worker takes in the epoch
   */
  private ViewedImage draw(ImageRecord record, long place) {
    long seed = Seeds.derive(epochSeed, record.id());
    int drawEvery = augmentation.drawEvery();
    return drawEvery == 1
        ? augmentation.draw(record.image(), seed)
        : augmentation.draw(
            record.image(), Seeds.derive(workerSeed, SHARED_DRAWS, place / drawEvery), seed);
  }

  private interface Work {
    void on(int place, ImageRecord image);
  }

  /** Work on each image, an equal part of them on each thread. */
  private void forEach(List<ImageRecord> images, Work work)
      throws InterruptedException, ExecutionException {
    List<Future<?>> parts = new ArrayList<>();
    for (int part = 0; part < threads; part++) {
      int from = images.size() * part / threads;
      int to = images.size() * (part + 1) / threads;
      parts.add(
          helpers.submit(
              () -> {
                for (int i = from; i < to; i++) {
                  work.on(i, images.get(i));
                }
              }));
    }
    for (Future<?> part : parts) {
      part.get();
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
