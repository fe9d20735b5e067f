package org.alexnetspark.model.device.cuda;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.Loader;

/** Whether this process can compute on GPUs, found out once. */
final class CudaLibrary {

  private static final Pattern MISSING_FILE =
      Pattern.compile("(lib[\\w+-]+\\.so[.\\d]*): cannot open shared object file");

  private static final String DRIVER_FILE = "libcuda.so";

  private CudaLibrary() {}

  /** What was found, when somebody first asked. */
  private static final class Finding {
    static final String WHY_NOT = find();
  }

  /** Why this process cannot compute on a GPU, in one line; empty if it can. */
  static String whyNot() {
    return Finding.WHY_NOT;
  }

  /** How many GPUs this process sees. */
  static int gpus() {
    int[] count = new int[1];
    Check.runtime(cudart.cudaGetDeviceCount(count), "cudaGetDeviceCount");
    return count[0];
  }

  /** What a library that could not be loaded lacks. */
  static String whatIsMissing(String linkerMessage) {
    Matcher file = MISSING_FILE.matcher(linkerMessage);
    if (!file.find()) {
      return "NVIDIA's libraries cannot be loaded: " + linkerMessage.lines().findFirst().orElse("");
    }
    return file.group(1).startsWith(DRIVER_FILE)
        ? "there is no NVIDIA driver (" + file.group(1) + ") on this machine"
        : file.group(1) + " is not found; LD_LIBRARY_PATH has to name the folder that has it";
  }

  /** Why the runtime gives no GPU, with the versions where they are why. */
  static String whyNoGpu(String runtimeMessage, int driverVersion, int runtimeVersion) {
    if (driverVersion > 0 && driverVersion / 1000 < runtimeVersion / 1000) {
      return String.format(
          Locale.ROOT,
          "the NVIDIA driver knows CUDA %s and is older than the libraries, which are of CUDA %s",
          words(driverVersion),
          words(runtimeVersion));
    }
    return "CUDA gives no GPU: " + runtimeMessage;
  }

  private static String find() {
    try {
      for (Class<?> library : List.of(cudart.class, cublas.class, cudnn.class, nvrtc.class)) {
        Loader.load(library);
      }
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return whatIsMissing(innermost(e));
    }
    int[] count = new int[1];
    int status = cudart.cudaGetDeviceCount(count);
    if (status == cudart.cudaSuccess && count[0] > 0) {
      return "";
    }
    int[] driver = new int[1];
    int[] runtime = new int[1];
    cudart.cudaDriverGetVersion(driver);
    cudart.cudaRuntimeGetVersion(runtime);
    String words =
        status == cudart.cudaSuccess
            ? "it sees none"
            : cudart.cudaGetErrorString(status).getString();
    return whyNoGpu(words, driver[0], runtime[0]);
  }

  /** The linker's own words are in the innermost error. */
  private static String innermost(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static String words(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }
}
