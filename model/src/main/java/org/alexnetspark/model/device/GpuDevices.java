package org.alexnetspark.model.device;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.alexnetspark.model.device.Devices.Precision;

/**
 * Devices that are GPUs. They are a library of their own (see docs/cuda.md), which is looked for
 * when they are asked for: nothing else needs it.
 */
public interface GpuDevices {

  /** Why they cannot compute in this process, in one line; empty if they can. */
  String whyNot();

  /** Whether all GPUs that this process sees multiply bf16 numbers; asked where it sees some. */
  boolean allMultiplyBf16();

  /**
   * New devices, one for each tower.
   *
   * @param addresses the GPU of each tower, as its cluster calls it: numbers from 0 on; empty where
   *     nobody gave any, then the towers take turns on all that there are
   */
  List<Device> forTowers(int towers, Precision precision, List<String> addresses);

  /** The library, if this process has it. */
  static Optional<GpuDevices> find() {
    return ServiceLoader.load(GpuDevices.class, GpuDevices.class.getClassLoader()).findFirst();
  }

  /** Whether this process has GPUs that multiply bf16 numbers. */
  static boolean multiplyBf16() {
    return missing().isEmpty() && find().orElseThrow().allMultiplyBf16();
  }

  /** Why no GPU can compute in this process; empty if one can. */
  static String missing() {
    return find()
        .map(GpuDevices::whyNot)
        .orElse("the jar of the cuda device is not on the class path (see docs/cuda.md)");
  }
}
