package org.alexnetspark.preprocess.image;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.net.URL;
import java.util.Map;
import org.bytedeco.javacpp.Loader;

/**
 * The functions of TurboJPEG that decoding needs, called through JNA's direct mapping: a call costs
 * a fraction of a microsecond. Addresses, and C's {@code unsigned long}, are 64-bit numbers on
 * Linux, the one platform for which the library is in the jar.
 */
final class TurboJpeg {
  private static final String PLATFORM = "linux-x86_64";

  /** dlopen's RTLD_LAZY without RTLD_GLOBAL: its functions are nobody else's. */
  private static final int FOR_ITSELF_ONLY = 1;

  private static final boolean AVAILABLE = load();

  private TurboJpeg() {}

  /** Whether the library is there for this platform and can be loaded. */
  static boolean isAvailable() {
    return AVAILABLE;
  }

  private static boolean load() {
    URL file = TurboJpeg.class.getResource(PLATFORM + "/libturbojpeg.so");
    if (file == null || !Loader.getPlatform().equals(PLATFORM)) {
      return false;
    }
    try {
      NativeLibrary library =
          NativeLibrary.getInstance(
              Loader.cacheResource(file).getPath(),
              Map.of(Library.OPTION_OPEN_FLAGS, FOR_ITSELF_ONLY));
      Native.register(TurboJpeg.class, library);
      return true;
    } catch (IOException | LinkageError e) {
      return false;
    }
  }

  /** Returns the address of a decoder's state, 0 when there is no memory for it. */
  static native long tjInitDecompress();

  /** Frees a decoder's state. */
  static native int tjDestroy(long decoder);

  /**
   * Reads a header into four ints, whose addresses are given.
   *
   * @return 0 when the library complains of nothing
   */
  static native int tjDecompressHeader3(
      long decoder,
      long jpeg,
      long bytes,
      long width,
      long height,
      long subsampling,
      long colorSpace);

  /**
   * Decodes into memory of {@code rowBytes * height} bytes.
   *
   * @return 0 when the library complains of nothing
   */
  static native int tjDecompress2(
      long decoder,
      long jpeg,
      long bytes,
      long pixels,
      int width,
      int rowBytes,
      int height,
      int pixelFormat,
      int flags);
}
