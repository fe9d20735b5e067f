package org.alexnetspark.preprocess.image;

import org.bytedeco.opencv.global.opencv_core;

/** Set-up of the native library, once in a JVM. */
final class OpenCv {
  static {
    // Spark runs one task a core: threads inside OpenCV would only compete with other tasks.
    opencv_core.setNumThreads(1);
  }

  private OpenCv() {}

  /** Loads the library and sets it up; does nothing when called again. */
  static void prepare() {}
}
