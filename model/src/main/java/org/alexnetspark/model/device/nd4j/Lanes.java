package org.alexnetspark.model.device.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Splits plain loops over a device's threads. Every element is computed by one thread alone and
 * independently of the others, so that the number of lanes changes no bit.
 */
final class Lanes implements AutoCloseable {

  /** Numbers that a loop copies to the heap at a time: a few such pieces fit the nearest cache. */
  static final int PIECE = 2048;

  /** A loop over part of a range. */
  interface Part {
    /**
     * Works on [from, to).
     *
     * @param lane which of the lanes it is, for its scratch memory
     */
    void run(int lane, int from, int to);
  }

  private final int count;
  private final ExecutorService helpers;

  Lanes(int count) {
    this.count = count;
    helpers =
        count == 1
            ? null
            : Executors.newFixedThreadPool(
                count - 1,
                task -> {
                  Thread thread = new Thread(task, "tower-lane");
                  thread.setDaemon(true);
                  return thread;
                });
  }

  int count() {
    return count;
  }

  /** Runs the loop over [0, length), each lane on one stretch that is a multiple of the grain. */
  void forEach(int length, int grain, Part part) {
    int grains = (length + grain - 1) / grain;
    int stretch = (grains + count - 1) / count * grain;
    List<Future<?>> others = new ArrayList<>(count - 1);
    for (int lane = 1; lane < count && lane * stretch < length; lane++) {
      int own = lane;
      others.add(
          helpers.submit(
              () -> part.run(own, own * stretch, Math.min(length, (own + 1) * stretch))));
    }
    part.run(0, 0, Math.min(length, stretch));
    for (Future<?> other : others) {
      await(other);
    }
  }

  private static void await(Future<?> future) {
    boolean interrupted = false;
    while (true) {
      try {
        future.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (helpers != null) {
      helpers.shutdown();
    }
  }
}
