package org.alexnetspark.model.tower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.Tensor;

/**
 * The only place where towers touch each other's data: the inputs of conv3, fc6, fc7 and fc8
 * forward, their gradients backward, and the logits (paper, section 3.5). Every copy is explicit
 * and counted.
 *
 * <p>A tower overwrites what the other reads only after a later meeting, which the other reaches
 * only when it has read: one meeting before each copy is enough.
 */
public final class Exchange {

  /** Both ends of a joint, as one tower holds them. */
  private record Side(Signal own, Signal joined, int offset) {}

  private final int towers;
  private final Rendezvous rendezvous;
  private final Map<String, Side[]> joints = new HashMap<>();
  private final AtomicLongArray activationBytes;
  private final AtomicLongArray gradientBytes;
  private final AtomicLongArray logitBytes;

  public Exchange(int towers) {
    this.towers = towers;
    rendezvous = new Rendezvous(towers);
    activationBytes = new AtomicLongArray(towers);
    gradientBytes = new AtomicLongArray(towers);
    logitBytes = new AtomicLongArray(towers);
  }

  /**
   * What a tower received so far.
   *
   * @param activations bytes on the way forward
   * @param gradients bytes on the way back
   * @param logits bytes of half logits, joined for the softmax
   */
  public record Received(long activations, long gradients, long logits) {}

  /** What a tower received so far. */
  public Received received(int tower) {
    return new Received(
        activationBytes.get(tower), gradientBytes.get(tower), logitBytes.get(tower));
  }

  /** Sends towers away that wait for one that failed. */
  public void abandon() {
    rendezvous.abandon();
  }

  /** Makes the exchange usable again once all towers have come to rest. */
  public void reopen() {
    rendezvous.reopen();
  }

  /**
   * A tower shows its side of a joint, before anybody connects to it.
   *
   * @param offset where the tower's own part begins in the joined signal
   */
  synchronized void show(int tower, String joint, Signal own, Signal joined, int offset) {
    joints.computeIfAbsent(joint, name -> new Side[towers])[tower] = new Side(own, joined, offset);
  }

  /** The copies of one tower at a joint where values go forward and gradients back. */
  synchronized Joint connect(int tower, String joint, Device device) {
    Side[] sides = joints.get(joint);
    Side mine = sides[tower];
    List<Tensor> gradients = new ArrayList<>();
    gradients.add(mine.joined().gradient());
    for (int other = 0; other < towers; other++) {
      if (other != tower) {
        gradients.add(sides[other].joined().gradient());
      }
    }
    Runnable split = device.splitSum(gradients, mine.offset(), mine.own().gradient());
    long sent = bytes(mine.own()) * (towers - 1);
    return new Joint(
        copies(tower, sides, device),
        () -> activationBytes.addAndGet(tower, bytesOfOthers(tower, sides)),
        () -> {
          split.run();
          gradientBytes.addAndGet(tower, sent);
        });
  }

  /** The copies of one tower at the logits, which only go forward. */
  synchronized Joint connectLogits(int tower, String joint, Device device) {
    Side[] sides = joints.get(joint);
    return new Joint(
        copies(tower, sides, device),
        () -> logitBytes.addAndGet(tower, bytesOfOthers(tower, sides)),
        () -> {});
  }

  private static List<Runnable> copies(int tower, Side[] sides, Device device) {
    List<Runnable> copies = new ArrayList<>();
    for (Side side : sides) {
      copies.add(device.join(side.own().value(), sides[tower].joined().value(), side.offset()));
    }
    return copies;
  }

  private static long bytesOfOthers(int tower, Side[] sides) {
    long bytes = 0;
    for (int other = 0; other < sides.length; other++) {
      bytes += other == tower ? 0 : bytes(sides[other].own());
    }
    return bytes;
  }

  private static long bytes(Signal signal) {
    return signal.value().bytes();
  }

  /** One tower's part in a meeting. */
  final class Joint {
    private final List<Runnable> copies;
    private final Runnable countForward;
    private final Runnable backward;

    private Joint(List<Runnable> copies, Runnable countForward, Runnable backward) {
      this.copies = copies;
      this.countForward = countForward;
      this.backward = backward;
    }

    void forward() {
      rendezvous.meet();
      copies.forEach(Runnable::run);
      countForward.run();
    }

    void backward() {
      rendezvous.meet();
      backward.run();
    }
  }
}
