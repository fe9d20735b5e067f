package org.alexnetspark.model.device.onednn;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** What the processor and the native library, loaded once in a process, can do. */
public final class OneDnnLibrary {

  /** dlopen's RTLD_LAZY without RTLD_GLOBAL. */
  private static final int FOR_ITSELF_ONLY = 1;

  private OneDnnLibrary() {}

  /** Whether the library is there for this platform and can be loaded. */
  public static boolean isAvailable() {
    try {
      Loader.load(dnnl.class);
      return true;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return false;
    }
  }

  /** Whether the processor multiplies bf16 numbers itself (AVX512_BF16 or AMX-BF16). */
  public static boolean multipliesBf16() {
    return has(dnnl.dnnl_cpu_isa_avx512_core_bf16);
  }

  /** Whether the library computes with bf16 numbers, be it through fp32 ones. */
  public static boolean takesBf16() {
    return has(dnnl.dnnl_cpu_isa_avx512_core);
  }

  /**
   * Sets how many threads the library starts for the calling thread. OpenMP keeps that number for
   * each calling thread; the function is looked up through the library, so that it is that of the
   * OpenMP which the library itself uses: ND4J brings another copy into the process.
   *
   * <p>JNA would open the library for all: ND4J's own, older oneDNN, whose functions are bound when
   * they are first called, would then find this one's and crash.
   */
  static void useThreads(int threads) {
    NativeLibrary.getInstance(
            Loader.load(dnnl.class), Map.of(Library.OPTION_OPEN_FLAGS, FOR_ITSELF_ONLY))
        .getFunction("omp_set_num_threads")
        .invokeVoid(new Object[] {threads});
  }

  /** Instruction sets are bit masks that contain those of the sets before them. */
  private static boolean has(int instructions) {
    return (dnnl.dnnl_get_effective_cpu_isa() & instructions) == instructions;
  }
}
