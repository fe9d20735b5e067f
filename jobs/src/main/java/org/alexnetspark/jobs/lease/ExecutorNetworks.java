package org.alexnetspark.jobs.lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alexnetspark.jobs.device.TaskDevices;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.NetworkSpecification;

/**
 * Networks that a process keeps for the tasks that run in it, so that device memory and operations
 * are made once. A task has a network to itself while it holds the lease; what the network held
 * before is of no use to it, unless it is {@linkplain Lease#setParameters asked for by name}. It is
 * one that was made on the GPUs that Spark gave to the task.
 *
 * <p>Only networks for the latest few purposes are kept: a process may see many runs, one after the
 * other, of networks that are never asked for again.
 */
public final class ExecutorNetworks {
  /** Training and evaluation of one run, and as much again for commands that do more. */
  static final int PURPOSES_KEPT = 4;

  private record Purpose(NetworkSpecification network, int batchSize, DeviceChoice devices) {}

  private record Kind(Purpose purpose, List<String> gpus) {}

  /**
   * A network that nobody uses.
   *
   * @param parameters name of what it holds; empty where that has none
   */
  private record Idle(Network network, String parameters) {}

  private static final String NAMELESS = "";

  /** By purpose, the latest last. */
  private static final LinkedHashMap<Purpose, Map<Kind, Deque<Idle>>> IDLE = new LinkedHashMap<>();

  private ExecutorNetworks() {}

  /** A network that nobody else uses until the lease is closed. */
  public static Lease borrow(
      NetworkSpecification specification, int batchSize, DeviceChoice devices) {
    Kind kind =
        new Kind(new Purpose(specification, batchSize, devices), TaskDevices.current().gpus());
    Idle idle;
    List<Idle> outdated;
    synchronized (IDLE) {
      Map<Kind, Deque<Idle>> kept = IDLE.remove(kind.purpose());
      IDLE.put(kind.purpose(), kept == null ? new HashMap<>() : kept);
      outdated = takeOutdated();
      idle = IDLE.get(kind.purpose()).computeIfAbsent(kind, any -> new ArrayDeque<>()).pollFirst();
    }
    outdated.forEach(each -> each.network().close());
    return new Lease(kind, idle != null ? idle : new Idle(make(kind), NAMELESS));
  }

  private static List<Idle> takeOutdated() {
    List<Idle> outdated = new ArrayList<>();
    Iterator<Map<Kind, Deque<Idle>>> eldest = IDLE.values().iterator();
    while (IDLE.size() > PURPOSES_KEPT) {
      eldest.next().values().forEach(outdated::addAll);
      eldest.remove();
    }
    return outdated;
  }

  /** Networks that nobody uses at the moment. */
  static int idle() {
    synchronized (IDLE) {
      return IDLE.values().stream()
          .flatMap(kinds -> kinds.values().stream())
          .mapToInt(Deque::size)
          .sum();
    }
  }

  private static Network make(Kind kind) {
    Purpose purpose = kind.purpose();
    int towers = purpose.network().towers();
    return new Network(
        purpose.network(),
        purpose.batchSize(),
        purpose.devices().forTowers(towers, TaskDevices.current().ofTowers(towers)));
  }

  /**
   * The right to use a network. A lease that ends in an error does not give its network to others.
   */
  public static final class Lease implements AutoCloseable {
    private final Kind kind;
    private final Network network;
    private String held;
    private boolean unchanged;
    private boolean usable;

    private Lease(Kind kind, Idle idle) {
      this.kind = kind;
      this.network = idle.network();
      this.held = idle.parameters();
    }

    public Network network() {
      return network;
    }

    /**
     * Sets parameters that this lease is not going to change, unless the network holds them from
     * the one before: of a photograph or two a task, setting them would be most of the work.
     *
     * @param name of these parameters and no others in this process
     */
    public void setParameters(String name, float[] values) {
      if (!name.equals(held)) {
        network.setParameters(values);
      }
      held = name;
      unchanged = true;
    }

    /** Says that the work with the network ended well. */
    public void done() {
      usable = true;
    }

    @Override
    public void close() {
      if (!usable || !keep()) {
        network.close();
      }
    }

    /** Where the process has gone on to other purposes meanwhile, nobody will ask for it. */
    private boolean keep() {
      synchronized (IDLE) {
        Map<Kind, Deque<Idle>> kept = IDLE.get(kind.purpose());
        if (kept == null) {
          return false;
        }
        kept.computeIfAbsent(kind, any -> new ArrayDeque<>())
            .addFirst(new Idle(network, unchanged ? held : NAMELESS));
        return true;
      }
    }
  }
}
