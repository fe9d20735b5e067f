package org.alexnetspark.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.Softmax.Score;
import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.specification.LayerRates;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.Require;
import org.alexnetspark.model.specification.UpdateRule;
import org.alexnetspark.model.tower.AbandonedException;
import org.alexnetspark.model.tower.Exchange;
import org.alexnetspark.model.tower.StageListener;
import org.alexnetspark.model.tower.Tower;

/**
 * A network at work: its towers, each on its own device with a thread of its own for the network's
 * life. All memory is made at construction for batches of up to a fixed size. Not for concurrent
 * use: one caller at a time.
 *
 * <p>Parameters start as zeros; call {@link #setParameters} first. When a call fails in a tower the
 * other is sent home too, the error reaches the caller, and the network refuses to go on until
 * parameters are set anew, because one tower may have moved and the other not.
 */
public final class Network implements AutoCloseable {

  private final NetworkSpecification specification;
  private final ParameterLayout layout;
  private final int batchSize;
  private final List<Device> devices;
  private final Exchange exchange;
  private final List<ExecutorService> threads = new ArrayList<>();
  private final List<Tower> towers = new ArrayList<>();
  private boolean failed;

  /**
   * Builds the towers.
   *
   * @param batchSize images that a call may hand over at most
   * @param devices one for each tower; they are closed with the network, also if this fails
   */
  public Network(
      NetworkSpecification specification, int batchSize, List<? extends Device> devices) {
    if (devices.size() != specification.towers()) {
      throw new IllegalArgumentException(
          devices.size() + " devices for " + specification.towers() + " towers");
    }
    Require.that(batchSize >= 1, "the batch size", batchSize, "at least 1");
    this.specification = specification;
    this.layout = new ParameterLayout(specification);
    this.batchSize = batchSize;
    this.devices = List.copyOf(devices);
    this.exchange = new Exchange(specification.towers());
    for (int index = 0; index < devices.size(); index++) {
      threads.add(Executors.newSingleThreadExecutor(named("tower-" + index)));
    }
    try {
      towers.addAll(onAllThreads(this::buildTower));
      onAllTowers(
          tower -> {
            tower.connect();
            return null;
          });
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** What this network is. */
  public NetworkSpecification specification() {
    return specification;
  }

  /** Where its parameters lie in the flat vectors. */
  public ParameterLayout layout() {
    return layout;
  }

  /** Images that a call may hand over at most. */
  public int batchSize() {
    return batchSize;
  }

  /** The towers' devices, for the log. */
  public List<String> deviceNames() {
    return devices.stream().map(Device::name).toList();
  }

  /** Names who hears, from now on, how long the parts of each tower's steps take. */
  public void listen(StageListener listener) {
    onAllTowers(
        tower -> {
          tower.listen(listener);
          return null;
        });
  }

  /**
   * Replaces parameters, in the order of {@link #layout}, for passes that do not train: momentum
   * stays as it is, and takes no memory where it was never set.
   */
  public void setParameters(float[] parameters) {
    requireLength(parameters, "parameters");
    failed = false;
    onAllTowers(
        tower -> {
          tower.writeParameters(parameters);
          return null;
        });
  }

  /** Replaces parameters and momentum; both vectors are in the order of {@link #layout}. */
  public void setParameters(float[] parameters, float[] momentum) {
    requireLength(parameters, "parameters");
    requireLength(momentum, "momentum");
    failed = false;
    onAllTowers(
        tower -> {
          tower.writeParameters(parameters, momentum);
          return null;
        });
  }

  /** Copies parameters and momentum out. */
  public void copyParametersTo(float[] parameters, float[] momentum) {
    requireLength(parameters, "parameters");
    requireLength(momentum, "momentum");
    onAllTowers(
        tower -> {
          tower.readParameters(parameters, momentum);
          return null;
        });
  }

  /**
   * One step of training: forward with dropout, backward, update.
   *
   * @param dropoutSeed decides, alone, what dropout leaves out; a new one for every step
   */
  public StepResult trainStep(Batch batch, UpdateRule rule, long dropoutSeed) {
    requireBatch(batch);
    Score score =
        onAllTowers(
                tower -> {
                  Supplier<Score> own = gradient(tower, batch, dropoutSeed, rule.layers());
                  tower.update(rule);
                  return own.get();
                })
            .get(0);
    return new StepResult(score.loss() / batch.count(), score.correct(), batch.count());
  }

  /**
   * Class probabilities, without dropout.
   *
   * @param count images in use
   * @param probabilities receives count x classes numbers
   */
  public void probabilities(Images images, int count, float[] probabilities) {
    infer(images, count);
    onFirstTower(tower -> tower.readProbabilities(probabilities, count));
  }

  /** Mean loss and hits of a batch without dropout and without moving anything. */
  public StepResult evaluate(Batch batch) {
    requireBatch(batch);
    infer(batch.images(), batch.count());
    Score[] score = new Score[1];
    onFirstTower(tower -> score[0] = tower.score(batch.labels(), batch.count()));
    return new StepResult(score[0].loss() / batch.count(), score[0].correct(), batch.count());
  }

  /**
   * Activations of a layer without dropout, normalised and pooled where it is, both towers' joined:
   * tower 0's numbers before tower 1's, maps in the order row, column, channel. Of the last layer
   * they are the scores that the softmax reads.
   *
   * @param layer any of the network's
   * @param features receives count x {@link #featureLength} numbers
   * @throws IllegalArgumentException for another layer, with those that there are
   */
  public void features(String layer, Images images, int count, float[] features) {
    featureLength(layer); // names the layers that there are, if this is none
    infer(images, count);
    readFeatures(layer, count, features);
  }

  /**
   * Both {@link #probabilities} and {@link #features}, by one pass.
   *
   * @param probabilities receives count x classes numbers
   * @param features receives count x {@link #featureLength} numbers
   */
  public void probabilitiesAndFeatures(
      Images images, int count, float[] probabilities, String layer, float[] features) {
    featureLength(layer); // as above
    infer(images, count);
    onFirstTower(tower -> tower.readProbabilities(probabilities, count));
    readFeatures(layer, count, features);
  }

  private void readFeatures(String layer, int count, float[] features) {
    int length = featureLength(layer);
    int before = 0;
    for (int tower = 0; tower < towers.size(); tower++) {
      int own = specification.layer(layer).outputLength(tower);
      float[] ofTower = new float[count * own];
      onTower(tower, each -> each.readOutput(layer, ofTower, count));
      for (int image = 0; image < count; image++) {
        System.arraycopy(ofTower, image * own, features, image * length + before, own);
      }
      before += own;
    }
  }

  /**
   * What one tower hands on from a layer, without dropout: after activation, normalisation and
   * pooling, before the towers' halves are joined.
   *
   * @param layer any of the network's
   * @param activations receives count x {@link LayerSpecification#outputLength} numbers, maps in
   *     the order row, column, channel
   */
  public void activations(String layer, int tower, Images images, int count, float[] activations) {
    specification.layer(layer); // names the layers that there are, if this is none
    infer(images, count);
    onTower(tower, own -> own.readOutput(layer, activations, count));
  }

  /** Length of one image's {@link #features}. */
  public int featureLength(String layer) {
    LayerSpecification whose = specification.layer(layer);
    return IntStream.range(0, specification.towers()).map(whose::outputLength).sum();
  }

  /** What a tower received from the other so far. */
  public Exchange.Received received(int tower) {
    return exchange.received(tower);
  }

  /** Gives devices and threads back; returns when that is done. */
  @Override
  public void close() {
    if (threads.stream().allMatch(ExecutorService::isShutdown)) {
      return;
    }
    // The thread that used a device is the one to close it.
    onAllThreads(
        index -> {
          devices.get(index).close();
          return null;
        });
    threads.forEach(ExecutorService::shutdown);
  }

  /** The gradient of a batch's mean loss, for checks; moves nothing. */
  StepResult gradient(Batch batch, long dropoutSeed, float[] gradient) {
    requireBatch(batch);
    Score score =
        onAllTowers(
                tower -> {
                  Supplier<Score> own = gradient(tower, batch, dropoutSeed, LayerRates.EVEN);
                  tower.readGradient(gradient);
                  return own.get();
                })
            .get(0);
    return new StepResult(score.loss() / batch.count(), score.correct(), batch.count());
  }

  private Tower buildTower(int index) {
    Device device = devices.get(index);
    device.attach();
    return new Tower(index, specification, batchSize, device, exchange);
  }

  private static Supplier<Score> gradient(
      Tower tower, Batch batch, long dropoutSeed, LayerRates layers) {
    return tower.gradient(batch.images(), batch.labels(), batch.count(), dropoutSeed, layers);
  }

  private void infer(Images images, int count) {
    requireImages(images, count);
    onAllTowers(
        tower -> {
          tower.infer(images, count);
          return null;
        });
  }

  private void requireBatch(Batch batch) {
    requireImages(batch.images(), batch.count());
    if (batch.labels().length < batch.count()) {
      throw new IllegalArgumentException(
          batch.labels().length + " labels for " + batch.count() + " images");
    }
    for (int image = 0; image < batch.count(); image++) {
      int label = batch.labels()[image];
      if (label < 0 || label >= specification.classes()) {
        throw new IllegalArgumentException(
            "label " + label + " of " + specification.classes() + " classes");
      }
    }
  }

  private void requireImages(Images images, int count) {
    Require.that(
        count >= 1 && count <= batchSize, "the number of images", count, "1 to " + batchSize);
    int there = images.count(specification.imageLength());
    if (there < count) {
      throw new IllegalArgumentException(
          "of "
              + count
              + " images there are only "
              + there
              + " of "
              + specification.imageLength()
              + " numbers each");
    }
  }

  private void requireLength(float[] vector, String what) {
    if (vector.length != layout.length()) {
      throw new IllegalArgumentException(
          what + " of " + vector.length + " numbers, the network has " + layout.length());
    }
  }

  private void onFirstTower(Consumer<Tower> task) {
    onTower(0, task);
  }

  private void onTower(int index, Consumer<Tower> task) {
    await(
        List.of(
            threads
                .get(index)
                .submit(
                    () -> {
                      task.accept(towers.get(index));
                      return null;
                    })));
  }

  private <T> List<T> onAllTowers(Function<Tower, T> task) {
    if (failed) {
      throw new IllegalStateException("the network has failed before; set its parameters anew");
    }
    return onAllThreads(index -> task.apply(towers.get(index)));
  }

  private <T> List<T> onAllThreads(Function<Integer, T> task) {
    List<Future<T>> futures = new ArrayList<>();
    for (int index = 0; index < threads.size(); index++) {
      int tower = index;
      futures.add(
          threads
              .get(index)
              .submit(
                  () -> {
                    try {
                      return task.apply(tower);
                    } catch (Throwable e) {
                      exchange.abandon();
                      throw e;
                    }
                  }));
    }
    return await(futures);
  }

  /** Waits for all towers, also when one fails: none may still run when the caller goes on. */
  private <T> List<T> await(List<Future<T>> futures) {
    List<T> results = new ArrayList<>();
    Throwable cause = null;
    boolean interrupted = false;
    for (Future<T> future : futures) {
      while (true) {
        try {
          results.add(future.get());
          break;
        } catch (InterruptedException e) {
          interrupted = true;
          exchange.abandon();
        } catch (ExecutionException e) {
          if (cause == null || cause instanceof AbandonedException) {
            cause = e.getCause();
          }
          break;
        }
      }
    }
    if (interrupted || cause != null) {
      exchange.reopen();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (cause != null) {
      failed = true;
      throw new IllegalStateException("a tower failed: " + cause, cause);
    }
    return results;
  }

  private static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
