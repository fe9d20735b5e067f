package org.alexnetspark.model.device;

import java.io.Serializable;
import org.alexnetspark.model.device.nd4j.Nd4jLibrary;
import org.alexnetspark.model.device.onednn.OneDnnLibrary;

/**
 * What a process, on its machine, can compute with besides ND4J, which runs everywhere.
 *
 * @param onednn whether oneDNN runs on the platform
 * @param bf16 whether it takes bf16 numbers, be it by computing in fp32
 * @param fastBf16 whether the processor multiplies bf16 numbers itself
 * @param withoutGpus why GPUs cannot compute here; empty where they can
 * @param gpuBf16 whether the GPUs multiply bf16 numbers
 */
public record Abilities(
    boolean onednn, boolean bf16, boolean fastBf16, String withoutGpus, boolean gpuBf16)
    implements Serializable {

  /**
   * Those of this process.
   *
   * @throws IllegalStateException if it has nothing to compute with: its jar is for another
   *     platform
   */
  public static Abilities here() {
    boolean onednn = OneDnnLibrary.isAvailable();
    String withoutGpus = GpuDevices.missing();
    if (!onednn && !withoutGpus.isEmpty()) {
      Nd4jLibrary.require();
    }
    return new Abilities(
        onednn,
        onednn && OneDnnLibrary.takesBf16(),
        onednn && OneDnnLibrary.multipliesBf16(),
        withoutGpus,
        GpuDevices.multiplyBf16());
  }

  /** What both have. */
  public Abilities and(Abilities other) {
    return new Abilities(
        onednn && other.onednn,
        bf16 && other.bf16,
        fastBf16 && other.fastBf16,
        withoutGpus.isEmpty() ? other.withoutGpus : withoutGpus,
        gpuBf16 && other.gpuBf16);
  }
}
