package org.alexnetspark.jobs.device;

import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.model.device.DeviceChoice;
import picocli.CommandLine.Option;

/** What computes, and in which numbers. */
public final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "What computes: ${COMPLETION-CANDIDATES}; auto is the fastest that all executors have, GPUs where they all "
              + "see one and have the library for them, cpu the fastest on processors (default: ${DEFAULT-VALUE}).")
  private DeviceChoice.Kind device;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      defaultValue = "auto",
      description =
          "Numbers that signals and products are made of: ${COMPLETION-CANDIDATES}; auto is bf16 where every "
              + "executor's processor or GPU is faster in it. tf32 is for cuda. Weights, momentum and sums are fp32 always (default: ${DEFAULT-VALUE}).")
  private DeviceChoice.Precision precision;

  /**
   * The choice with nothing left open, the same for all executors, and says it.
   *
   * @throws UnusableArgumentException if one of them cannot do what is asked for
   */
  public DeviceChoice resolved(ExecutorAbilities executors) {
    return resolved(wanted(), executors);
  }

  private DeviceChoice wanted() {
    return new DeviceChoice(device, precision);
  }

  private static DeviceChoice resolved(DeviceChoice wanted, ExecutorAbilities executors) {
    try {
      DeviceChoice resolved = wanted.resolvedFor(executors.common());
      System.err.println(
          "computing on "
              + resolved.kind()
              + " in "
              + resolved.precision()
              + why(wanted, executors));
      return resolved;
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(
          "--device "
              + wanted.kind()
              + " --precision "
              + wanted.precision()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static String why(DeviceChoice wanted, ExecutorAbilities executors) {
    String differences = executors.differences(wanted);
    if (!differences.isEmpty()) {
      return ", which all executors have (alone they would take " + differences + ")";
    }
    return wanted.precision() == DeviceChoice.Precision.AUTO
        ? " (--precision auto takes bf16 where every executor's processor or GPU is faster in it)"
        : "";
  }
}
