package org.alexnetspark.model.device.onednn;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.alexnetspark.model.device.Ability;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.DeviceChoice.Kind;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.DeviceLibrary;
import org.alexnetspark.model.device.ProcessorCores;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.javacpp.Loader;

/** oneDNN: what the processor and the native library, loaded once in a process, can do. */
public final class OneDnnLibrary implements DeviceLibrary {

  /** dlopen's RTLD_LAZY without RTLD_GLOBAL. */
  private static final int FOR_ITSELF_ONLY = 1;

  private static final boolean OF_ARM = Loader.getPlatform().endsWith("-arm64");

  /** How the name of oneDNN's reference code begins, which nobody wants to wait for. */
  private static final String REFERENCE = "ref";

  @Override
  public Kind kind() {
    return Kind.ONEDNN;
  }

  @Override
  public Ability ability() {
    if (!isAvailable()) {
      return Ability.none("there is no oneDNN for this platform (nd4j runs everywhere)");
    }
    Map<Precision, String> refused = new EnumMap<>(Precision.class);
    refused.put(Precision.TF32, "precision tf32 is one of GPUs (device cuda); onednn knows fp32");
    if (!takesBf16()) {
      refused.put(
          Precision.BF16,
          "precision bf16 needs a processor with AVX-512, or an ARM one with SVE and bf16; this one"
              + " computes in fp32");
    }
    return Ability.of(isFasterInBf16() ? Precision.BF16 : Precision.FP32, refused);
  }

  @Override
  public List<Device> forTowers(int towers, Precision precision, List<String> addresses) {
    int threads = ProcessorCores.perTower(towers);
    boolean bf16 = precision == Precision.BF16;
    return Stream.<Device>generate(() -> new OneDnnDevice(threads, bf16)).limit(towers).toList();
  }

  /** Whether the library is there for this platform and can be loaded. */
  public static boolean isAvailable() {
    try {
      Loader.load(dnnl.class);
      return true;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return false;
    }
  }

  /**
   * Whether training is faster in bf16 than in fp32, because the processor multiplies bf16 numbers
   * itself and the library has code that lets it: AMX-BF16 or AMD's AVX512_BF16 on x86-64, SVE with
   * bf16 on ARM. Intel's AVX512_BF16 without AMX makes no more products in a second than its fp32
   * code, and a step takes half as long again (docs/performance.md).
   */
  public static boolean isFasterInBf16() {
    LinuxProcessor processor = LinuxProcessor.here();
    if (OF_ARM) {
      return processor.multipliesBf16() && takesBf16() && !bf16Code().equals(REFERENCE);
    }
    return has(dnnl.dnnl_cpu_isa_avx512_core_amx)
        || (has(dnnl.dnnl_cpu_isa_avx512_core_bf16) && !processor.isOfIntel());
  }

  /** Whether the library computes with bf16 numbers, be it through fp32 ones. */
  public static boolean takesBf16() {
    return OF_ARM ? !bf16Code().isEmpty() : has(dnnl.dnnl_cpu_isa_avx512_core);
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

  /**
   * How oneDNN would convolve in bf16 here: the first word of its code's name; empty where it
   * cannot. On ARM this cannot be read from the instruction set, as SVE of 512 bits has the number
   * of AVX-512.
   */
  private static String bf16Code() {
    try (engine processor = new engine(engine.kind.cpu, 0);
        memory.desc maps = any(2, 64, 13, 13);
        memory.desc kernels = any(64, 64, 3, 3);
        convolution_forward.primitive_desc description =
            new convolution_forward.primitive_desc(
                processor,
                dnnl.dnnl_forward_training,
                dnnl.dnnl_convolution_direct,
                maps,
                kernels,
                maps,
                new long[] {1, 1},
                new long[] {1, 1},
                new long[] {1, 1})) {
      return description.impl_info_str().getString().split(":", 2)[0];
    } catch (RuntimeException e) { // of C++: there is no code for it
      return "";
    }
  }

  private static memory.desc any(long... dimensions) {
    return new memory.desc(dimensions, data_type.bf16, format_tag.any);
  }

  /** Of x86-64: instruction sets are bit masks that contain those of the sets before them. */
  private static boolean has(int instructions) {
    return (dnnl.dnnl_get_effective_cpu_isa() & instructions) == instructions;
  }
}
