package org.alexnetspark.model.device.nd4j;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;

/**
 * ND4J's native library for the processor, without which nothing is computed where oneDNN's is
 * missing, too. A jar holds those of the platforms that it was built for; on another one ND4J ends
 * in a cascade of errors about backends.
 */
final class Nd4jNatives {
  /** Platforms that jars are built for, as JavaCPP calls them. */
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-arm64", "macosx-arm64", "macosx-x86_64");

  /** Of builds with oneDNN inside. */
  private static final String WITH_ONEDNN = "-onednn";

  /** Why it cannot be used here, in one line; empty if it can. */
  private static final String MISSING = missing(Loader.getPlatform());

  private Nd4jNatives() {}

  /** Why it cannot be used here, in one line that names the platform and the jar. */
  static String missing() {
    return MISSING;
  }

  private static String missing(String platform) {
    if (isInJar(platform) || loads()) {
      return "";
    }
    List<String> there = PLATFORMS.stream().filter(Nd4jNatives::isInJar).toList();
    return jar()
        + " has no native libraries for "
        + platform
        + " ("
        + (there.isEmpty() ? "it has none" : "it has those for " + String.join(", ", there))
        + "); build it there by ./mvnw package, or for all platforms by ./mvnw package -Pall-platforms";
  }

  private static boolean isInJar(String platform) {
    String suffix = platform.startsWith("macosx") ? ".dylib" : ".so";
    return Stream.of(platform, platform + WITH_ONEDNN)
        .map(build -> build + "/libjnind4jcpu" + suffix)
        .anyMatch(file -> Nd4jCpu.class.getResource(file) != null);
  }

  /** Users may have their own, by java.library.path. */
  private static boolean loads() {
    try {
      Loader.load(Nd4jCpu.class);
      return true;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return false;
    }
  }

  private static String jar() {
    return Path.of(Nd4jCpu.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .getFileName()
        .toString();
  }
}
