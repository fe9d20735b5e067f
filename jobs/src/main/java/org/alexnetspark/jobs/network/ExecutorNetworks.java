package org.alexnetspark.jobs.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.device.Devices;

/**
 * Networks that a process keeps for the tasks that run in it, so that device memory and operations
 * are made once. A task has a network to itself while it holds the lease; what the network held
 * before is of no use to it. It is one that was made on the GPUs that Spark gave to the task.
 */
public final class ExecutorNetworks {
  private record Kind(
      NetworkSpecification network, int batchSize, Devices devices, List<String> gpus) {}

  private static final Map<Kind, Deque<Network>> IDLE = new HashMap<>();

  private ExecutorNetworks() {}

  /** A network that nobody else uses until the lease is closed. */
  public static Lease borrow(NetworkSpecification specification, int batchSize, Devices devices) {
    Kind kind = new Kind(specification, batchSize, devices, TaskDevices.current().gpus());
    Network idle;
    synchronized (IDLE) {
      idle = IDLE.computeIfAbsent(kind, any -> new ArrayDeque<>()).pollFirst();
    }
    return new Lease(kind, idle != null ? idle : make(kind));
  }

  private static Network make(Kind kind) {
    int towers = kind.network().towers();
    return new Network(
        kind.network(),
        kind.batchSize(),
        kind.devices().forTowers(towers, TaskDevices.current().ofTowers(towers)));
  }

  /**
   * The right to use a network. A lease that ends in an error does not give its network to others.
   */
  public static final class Lease implements AutoCloseable {
    private final Kind kind;
    private final Network network;
    private boolean usable;

    private Lease(Kind kind, Network network) {
      this.kind = kind;
      this.network = network;
    }

    public Network network() {
      return network;
    }

    /** Says that the work with the network ended well. */
    public void done() {
      usable = true;
    }

    @Override
    public void close() {
      if (!usable) {
        network.close();
        return;
      }
      synchronized (IDLE) {
        IDLE.get(kind).addFirst(network);
      }
    }
  }
}
