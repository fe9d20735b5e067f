package org.alexnetspark.jobs.network;

import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.model.device.Devices;
import picocli.CommandLine.Option;

/** What computes, and in which numbers. */
public final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "What computes: ${COMPLETION-CANDIDATES}; auto is the fastest that the machine has, cpu the fastest on the "
              + "processor (default: ${DEFAULT-VALUE}).")
  private Devices.Kind device;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      defaultValue = "auto",
      description =
          "Numbers that signals and products are made of: ${COMPLETION-CANDIDATES}; auto is bf16 where the processor "
              + "multiplies it itself. Weights, momentum and sums are fp32 always (default: ${DEFAULT-VALUE}).")
  private Devices.Precision precision;

  /**
   * The choice with nothing left open, as this machine decides it, and says so.
   *
   * @throws UnusableArgumentException if this machine cannot do what is asked for
   */
  public Devices resolved() {
    try {
      Devices resolved = new Devices(device, precision).resolved();
      System.err.println("computing on " + resolved.kind() + " in " + resolved.precision() + why());
      return resolved;
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(
          "--device " + device + " --precision " + precision + ": " + e.getMessage(), e);
    }
  }

  private String why() {
    return precision == Devices.Precision.AUTO
        ? " (--precision auto takes bf16 where the processor multiplies it itself)"
        : "";
  }
}
