package org.alexnetspark.jobs.train;

/** What may compute. */
enum DeviceChoice {
  /** The fastest that the machine has. */
  AUTO,
  /** The processor, whatever else there is. */
  CPU;

  /** What it comes to: there is one device so far. */
  String resolved() {
    return CPU.toString();
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
