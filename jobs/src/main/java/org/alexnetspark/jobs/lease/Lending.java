package org.alexnetspark.jobs.lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.alexnetspark.jobs.device.TaskDevices;

/**
 * Networks that a process keeps for the tasks that run in it, so that device memory and operations
 * are made once. A task has a network to itself while it has the loan; what the network held before
 * is of no use to it, unless it is {@linkplain Loan#setParameters asked for by name}. It is one
 * that was made on the GPUs that Spark gave to the task.
 *
 * <p>Only networks for the latest few purposes are kept: a process may see many runs, one after the
 * other, of networks that are never asked for again.
 *
 * @param <N> what a network is
 */
final class Lending<N> {
  /** Training and evaluation of one run, and as much again for commands that do more. */
  static final int PURPOSES_KEPT = 4;

  /** Of networks that hold nothing known. */
  private static final String NAMELESS = "";

  private record Kind(Object purpose, List<String> gpus) {}

  /**
   * A network that nobody uses.
   *
   * @param parameters name of what it holds; empty where that has none
   */
  private record Idle<N>(N network, String parameters) {}

  private final BiConsumer<N, float[]> setParameters;
  private final Consumer<N> close;

  /** By purpose, the latest last. */
  private final LinkedHashMap<Object, Map<Kind, Deque<Idle<N>>>> idle = new LinkedHashMap<>();

  /**
   * A process's networks of one sort.
   *
   * @param setParameters of a network, in the flat order of its kind
   */
  Lending(BiConsumer<N, float[]> setParameters, Consumer<N> close) {
    this.setParameters = setParameters;
    this.close = close;
  }

  /**
   * A network that nobody else uses until the loan is closed.
   *
   * @param purpose equal for networks of which one may stand for the other
   * @param make where none is idle
   */
  Loan<N> borrow(Object purpose, Supplier<N> make) {
    Kind kind = new Kind(purpose, TaskDevices.current().gpus());
    Idle<N> found;
    List<Idle<N>> outdated;
    synchronized (idle) {
      Map<Kind, Deque<Idle<N>>> kept = idle.remove(purpose);
      idle.put(purpose, kept == null ? new HashMap<>() : kept);
      outdated = takeOutdated();
      found = idle.get(purpose).computeIfAbsent(kind, any -> new ArrayDeque<>()).pollFirst();
    }
    outdated.forEach(each -> close.accept(each.network()));
    return found != null
        ? new Borrowed(kind, found)
        : new Borrowed(kind, new Idle<>(make.get(), NAMELESS));
  }

  private List<Idle<N>> takeOutdated() {
    List<Idle<N>> outdated = new ArrayList<>();
    Iterator<Map<Kind, Deque<Idle<N>>>> eldest = idle.values().iterator();
    while (idle.size() > PURPOSES_KEPT) {
      eldest.next().values().forEach(outdated::addAll);
      eldest.remove();
    }
    return outdated;
  }

  /** How many networks nobody uses at the moment. */
  int idle() {
    synchronized (idle) {
      return idle.values().stream()
          .flatMap(kinds -> kinds.values().stream())
          .mapToInt(Deque::size)
          .sum();
    }
  }

  private final class Borrowed implements Loan<N> {
    private final Kind kind;
    private final N network;
    private String held;
    private boolean unchanged;
    private boolean usable;

    private Borrowed(Kind kind, Idle<N> idle) {
      this.kind = kind;
      this.network = idle.network();
      this.held = idle.parameters();
    }

    @Override
    public N network() {
      return network;
    }

    @Override
    public void setParameters(String name, float[] values) {
      if (!name.equals(held)) {
        setParameters.accept(network, values);
      }
      held = name;
      unchanged = true;
    }

    @Override
    public void done() {
      usable = true;
    }

    @Override
    public void close() {
      if (!usable || !keep()) {
        close.accept(network);
      }
    }

    /** Where the process has gone on to other purposes meanwhile, nobody will ask for it. */
    private boolean keep() {
      synchronized (idle) {
        Map<Kind, Deque<Idle<N>>> kept = idle.get(kind.purpose());
        if (kept == null) {
          return false;
        }
        kept.computeIfAbsent(kind, any -> new ArrayDeque<>())
            .addFirst(new Idle<>(network, unchanged ? held : NAMELESS));
        return true;
      }
    }
  }
}
