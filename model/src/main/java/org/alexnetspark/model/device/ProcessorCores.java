package org.alexnetspark.model.device;

/** The cores that computing on the processor may take. */
public final class ProcessorCores {

  private ProcessorCores() {}

  /** How many each tower gets, at least one, when they compute side by side. */
  public static int perTower(int towers) {
    return Math.max(1, all() / towers);
  }

  /** The environment's OMP_NUM_THREADS where it is set, else all that the JVM sees. */
  private static int all() {
    String configured = System.getenv("OMP_NUM_THREADS");
    return configured != null && configured.matches("[1-9][0-9]{0,3}")
        ? Integer.parseInt(configured)
        : Runtime.getRuntime().availableProcessors();
  }
}
