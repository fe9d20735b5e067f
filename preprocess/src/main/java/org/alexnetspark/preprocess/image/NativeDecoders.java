package org.alexnetspark.preprocess.image;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;

/**
 * The native libraries that decode photographs. A jar holds those of the platforms that it was
 * built for; on another one, the first photograph would fail by whatever class wanted its library
 * first.
 */
final class NativeDecoders {
  /** Platforms that jars are built for, as JavaCPP calls them. */
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-arm64", "macosx-arm64", "macosx-x86_64");

  /** Why they cannot be used here, in one line; empty if they can. */
  private static final String MISSING = missing(Loader.getPlatform());

  private NativeDecoders() {}

  /**
   * Passes where they are there.
   *
   * @throws IllegalStateException naming the platform and the jar, where they are not
   */
  static void require() {
    if (!MISSING.isEmpty()) {
      throw new IllegalStateException(MISSING);
    }
  }

  /** Why they cannot be used on a platform, in one line; empty if they can. */
  static String missing(String platform) {
    if (isInJar(platform) || loads()) {
      return "";
    }
    List<String> there = PLATFORMS.stream().filter(NativeDecoders::isInJar).toList();
    return jar()
        + " has no native libraries for "
        + platform
        + " ("
        + (there.isEmpty() ? "it has none" : "it has those for " + String.join(", ", there))
        + "); build it there by ./mvnw package, or for all platforms by ./mvnw package -Pall-platforms";
  }

  private static boolean isInJar(String platform) {
    String suffix = platform.startsWith("macosx") ? ".dylib" : ".so";
    return opencv_core.class.getResource(
            "/org/bytedeco/opencv/" + platform + "/libjniopencv_core" + suffix)
        != null;
  }

  /** Users may have their own, by java.library.path. */
  private static boolean loads() {
    try {
      Loader.load(opencv_core.class);
      return true;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return false;
    }
  }

  private static String jar() {
    return Path.of(opencv_core.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .getFileName()
        .toString();
  }
}
