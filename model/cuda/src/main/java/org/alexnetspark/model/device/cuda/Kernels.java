package org.alexnetspark.model.device.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** The kernels of kernels.cu, compiled for packs of one kind and loaded into one GPU. */
final class Kernels {

  private static final String SOURCE = "kernels.cu";

  /** Machine code that was compiled in this process. */
  private static final Map<Target, byte[]> COMPILED = new ConcurrentHashMap<>();

  private final CudaContext context;
  private final CUmod_st module = new CUmod_st();

  /** What code is compiled for. */
  private record Target(Pack pack, String architecture) {}

  Kernels(CudaContext context, Pack pack) {
    this.context = context;
    Target target = new Target(pack, context.capability().architecture());
    byte[] code = COMPILED.computeIfAbsent(target, any -> compile(pack, any.architecture()));
    try (BytePointer image = new BytePointer(code)) {
      Check.driver(cudart.cuModuleLoadData(module, image), "cuModuleLoadData");
    }
    context.atClose(() -> cudart.cuModuleUnload(module));
  }

  /**
   * A kernel with its arguments, to be queued any number of times.
   *
   * @param threads how many threads run it: as many as it makes packs or sums
   * @param arguments {@link Address}, Integer, Long or Float, in the kernel's order; where the
   *     kernel wants the number of threads as its last argument it is given here too
   */
  Launch bind(String kernel, int threads, Object... arguments) {
    CUfunc_st function = new CUfunc_st();
    Check.driver(cudart.cuModuleGetFunction(function, module, kernel), "cuModuleGetFunction");
    return new Launch(context, kernel, function, threads, arguments);
  }

  /**
   * Machine code of the kernels.
   *
   * @param architecture such as sm_90
   * @throws IllegalStateException with the compiler's words if it refuses the source or the
   *     architecture
   */
  static byte[] compile(Pack pack, String architecture) {
    _nvrtcProgram program = new _nvrtcProgram();
    try (BytePointer source = new BytePointer(source());
        BytePointer name = new BytePointer(SOURCE);
        BytePointer number = new BytePointer("-DNUMBER=" + pack.type().inKernels());
        BytePointer length = new BytePointer("-DPACK=" + pack.length());
        BytePointer target = new BytePointer("--gpu-architecture=" + architecture);
        PointerPointer<BytePointer> options = new PointerPointer<>(number, length, target);
        SizeTPointer bytes = new SizeTPointer(1)) {
      PointerPointer<BytePointer> none = new PointerPointer<>((Pointer) null);
      Check.nvrtc(
          nvrtc.nvrtcCreateProgram(program, source, name, 0, none, none), "nvrtcCreateProgram");
      try {
        int status = nvrtc.nvrtcCompileProgram(program, 3, options);
        if (status != nvrtc.NVRTC_SUCCESS) {
          throw new IllegalStateException(
              "NVRTC cannot compile for " + architecture + ": " + log(program, bytes));
        }
        Check.nvrtc(nvrtc.nvrtcGetCUBINSize(program, bytes), "nvrtcGetCUBINSize");
        byte[] code = new byte[Math.toIntExact(bytes.get())];
        Check.nvrtc(nvrtc.nvrtcGetCUBIN(program, code), "nvrtcGetCUBIN");
        return code;
      } finally {
        nvrtc.nvrtcDestroyProgram(program);
      }
    }
  }

  private static String log(_nvrtcProgram program, SizeTPointer length) {
    nvrtc.nvrtcGetProgramLogSize(program, length);
    byte[] words = new byte[Math.toIntExact(length.get())];
    nvrtc.nvrtcGetProgramLog(program, words);
    return new String(words, StandardCharsets.UTF_8).trim();
  }

  private static String source() {
    try (InputStream file = Kernels.class.getResourceAsStream(SOURCE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
