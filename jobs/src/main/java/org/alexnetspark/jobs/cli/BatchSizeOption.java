package org.alexnetspark.jobs.cli;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import picocli.CommandLine.Option;

/** How many images a task of a trained network takes at a time: a matter of memory and speed. */
public final class BatchSizeOption {
  @Option(
      names = "--batch-size",
      paramLabel = "IMAGES",
      defaultValue = "64",
      description = "Images at a time in each task (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  /** Refuses what is no batch. */
  public void check() {
    unless(batchSize >= 1, "--batch-size", batchSize, "at least 1");
  }

  /** The number. */
  public int images() {
    return batchSize;
  }
}
