package org.alexnetspark.model.device.cuda;

import org.bytedeco.cuda.global.cudart;

/** A GPU's compute capability. */
record Capability(int major, int minor) {

  /** That of a GPU that this process sees. */
  static Capability of(int gpu) {
    return new Capability(
        attribute(cudart.cudaDevAttrComputeCapabilityMajor, gpu),
        attribute(cudart.cudaDevAttrComputeCapabilityMinor, gpu));
  }

  private static int attribute(int attribute, int gpu) {
    int[] value = new int[1];
    Check.runtime(cudart.cudaDeviceGetAttribute(value, attribute, gpu), "cudaDeviceGetAttribute");
    return value[0];
  }

  boolean reaches(Capability least) {
    return major > least.major || (major == least.major && minor >= least.minor);
  }

  /** The GPU's own instructions, as NVRTC names them. */
  String architecture() {
    return "sm_" + major + minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
