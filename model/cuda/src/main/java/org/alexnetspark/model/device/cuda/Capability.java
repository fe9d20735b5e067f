package org.alexnetspark.model.device.cuda;

/** A GPU's compute capability. */
record Capability(int major, int minor) {

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
