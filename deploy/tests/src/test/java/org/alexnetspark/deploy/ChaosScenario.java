package org.alexnetspark.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What will happen to one job, drawn from a seed alone.
 *
 * @param place where it runs
 * @param variant which of its subject's kinds of work it does
 * @param disturbances one after the other; the job is gone on with after each
 * @param way in which it is gone on with at the end, undisturbed
 */
record ChaosScenario(long seed, Place place, int variant, List<Disturbance> disturbances, Way way) {
  private static final int MOST_DISTURBANCES = 3;

  /** Not before a JVM can have started; up to a little after the end of an undisturbed job. */
  private static final double EARLIEST = 0.1;

  private static final double LATEST = 1.05;

  /** Spark and the file system. */
  enum Place {
    /** One process, local disk. */
    LOCAL,
    /** Two executor processes, local disk. */
    LOCAL_CLUSTER,
    /** One process; photographs or dataset and what is made lie on HDFS. */
    HDFS
  }

  /** What is hit. */
  enum Target {
    DRIVER,
    EXECUTOR,
    /** The driver and all executors, by SIGKILL: a machine's power is cut. */
    MACHINE,
    /** The driver and all executors, by SIGINT: Ctrl-C in a terminal. */
    TERMINAL,
    /** HDFS takes no further file from that moment on, as by a quota, until the job has ended. */
    DISK,
    /** A DataNode stands still for a while. */
    DATA_NODE
  }

  /** How a job is gone on with. */
  enum Way {
    /** By the arguments that it began with, and --resume. */
    SAME_ARGUMENTS,
    /** By as few arguments as can be. */
    FEWER_ARGUMENTS
  }

  /**
   * One thing that happens to a job.
   *
   * @param signal what the target is sent: KILL, TERM or INT; empty where it is no process
   * @param moment as a share of the time that an undisturbed job takes
   * @param contradictedAfterwards whether somebody tries to go on by other arguments then
   */
  record Disturbance(Target target, String signal, double moment, boolean contradictedAfterwards) {
    @Override
    public String toString() {
      return (signal + " " + target).strip().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  static ChaosScenario of(long seed) {
    Random random = new Random(seed);
    // Neighbouring seeds begin alike.
    random.nextLong();
    Place place = pick(random, Place.LOCAL, Place.LOCAL, Place.LOCAL_CLUSTER, Place.HDFS);
    List<Disturbance> disturbances = new ArrayList<>();
    int count = 1 + random.nextInt(MOST_DISTURBANCES);
    for (int i = 0; i < count; i++) {
      disturbances.add(disturbance(random, place));
    }
    return new ChaosScenario(
        seed, place, random.nextInt(100), disturbances, pick(random, Way.values()));
  }

  private static Disturbance disturbance(Random random, Place place) {
    Target target = target(random, place);
    String signal =
        switch (target) {
          case DRIVER -> pick(random, "KILL", "TERM", "INT");
          case EXECUTOR -> pick(random, "KILL", "TERM");
          case MACHINE -> "KILL";
          case TERMINAL -> "INT";
          case DISK, DATA_NODE -> "";
        };
    double moment = EARLIEST + (LATEST - EARLIEST) * random.nextDouble();
    return new Disturbance(target, signal, moment, random.nextInt(3) == 0);
  }

  private static Target target(Random random, Place place) {
    return switch (place) {
      case LOCAL -> Target.DRIVER;
      case LOCAL_CLUSTER ->
          pick(random, Target.DRIVER, Target.EXECUTOR, Target.MACHINE, Target.TERMINAL);
      case HDFS -> pick(random, Target.DRIVER, Target.DISK, Target.DATA_NODE);
    };
  }

  @SafeVarargs
  private static <T> T pick(Random random, T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
