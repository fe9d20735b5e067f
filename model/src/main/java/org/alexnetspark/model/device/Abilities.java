package org.alexnetspark.model.device;

import java.io.Serializable;
import org.alexnetspark.model.device.onednn.OneDnnLibrary;

/**
 * What a process, on its machine, can compute with besides ND4J, which runs everywhere.
 *
 * @param onednn whether oneDNN runs on the platform
 * @param bf16 whether it takes bf16 numbers, be it by computing in fp32
 * @param fastBf16 whether the processor multiplies bf16 numbers itself
 * @param withoutGpus why GPUs cannot compute here; empty where they can
 */
public record Abilities(boolean onednn, boolean bf16, boolean fastBf16, String withoutGpus)
    implements Serializable {

  /** Those of this process. */
  public static Abilities here() {
    String withoutGpus = GpuDevices.missing();
    return OneDnnLibrary.isAvailable()
        ? new Abilities(
            true, OneDnnLibrary.takesBf16(), OneDnnLibrary.multipliesBf16(), withoutGpus)
        : new Abilities(false, false, false, withoutGpus);
  }

  /** What both have. */
  public Abilities and(Abilities other) {
    return new Abilities(
        onednn && other.onednn,
        bf16 && other.bf16,
        fastBf16 && other.fastBf16,
        withoutGpus.isEmpty() ? other.withoutGpus : withoutGpus);
  }
}
