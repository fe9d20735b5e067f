package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads stand_in.cpp in the place of NVIDIA's libraries, so that what is above their calls, and the
 * kernels, can be tested without a GPU. It says nothing about the libraries themselves.
 */
public final class StandIn {

  /** Both of JavaCPP's lines look for theirs by such names. */
  private static final List<String> LIBRARIES =
      List.of(
          "libcuda.so.1",
          "libcudart.so.12",
          "libcudart.so.13",
          "libcublasLt.so.12",
          "libcublasLt.so.13",
          "libcublas.so.12",
          "libcublas.so.13",
          "libnvrtc.so.12",
          "libnvrtc.so.13",
          "libcudnn.so.9",
          "libcudnn_graph.so.9",
          "libcudnn_ops.so.9",
          "libcudnn_cnn.so.9",
          "libcudnn_adv.so.9");

  private static boolean loaded;

  private StandIn() {}

  /** Loads it once, or skips the test, with a message, where a GPU is or no compiler. */
  public static synchronized void assumeLoaded() {
    assumeThat(hasGpu()).as("a GPU, which is tested itself").isFalse();
    assumeThat(runs("g++", "--version")).as("g++ for the stand-in of NVIDIA's libraries").isTrue();
    if (!loaded) {
      load();
      loaded = true;
    }
    assertThat(CudaLibrary.whyNot()).isEmpty();
  }

  /**
   * What streams do from now on with new work: they leave it until the host or another stream waits
   * for it, as a GPU may that is busy; or, as at first, begin at once. Both are what CUDA promises.
   */
  static void makeStreamsLate(boolean late) {
    // Each library has the stand-in's state for itself; they are found by the names they have.
    for (String name : LIBRARIES) {
      NativeLibrary.getInstance(name)
          .getFunction("make_streams_late")
          .invoke(new Object[] {late ? 1 : 0});
    }
  }

  /** Whether it has taken the libraries' place in this process. */
  public static synchronized boolean isLoaded() {
    return loaded;
  }

  /** Whether the machine has a driver with something to drive. */
  public static boolean hasGpu() {
    return Files.exists(Path.of("/dev/nvidiactl"));
  }

  /**
   * Makes the libraries in a folder, for processes whose LD_LIBRARY_PATH names it.
   *
   * @param arguments the folder
   */
  public static void main(String... arguments) throws IOException {
    makeIn(Files.createDirectories(Path.of(arguments[0])));
  }

  private static void load() {
    try {
      Path folder = Files.createTempDirectory("stand-in");
      List<Path> libraries = makeIn(folder);
      for (Path library : libraries) {
        System.load(library.toString());
        Files.delete(library);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> makeIn(Path folder) throws IOException {
    Path source = unpack(folder, "stand_in.cpp");
    Path kernels = unpack(folder, "kernels.cu");
    Path code = folder.resolve("stand_in.o");
    String include = "-DKERNELS=\"" + kernels + "\"";
    assertThat(
            runs("g++", "-std=c++17", "-O2", "-fPIC", include, "-c", "" + source, "-o", "" + code))
        .as("stand_in.cpp compiles")
        .isTrue();
    List<Path> libraries = LIBRARIES.stream().map(folder::resolve).toList();
    for (Path library : libraries) {
      String soname = "-Wl,-soname," + library.getFileName();
      assertThat(runs("g++", "-shared", "-pthread", soname, "" + code, "-o", "" + library))
          .as("%s links", library)
          .isTrue();
    }
    for (Path file : List.of(source, kernels, code)) {
      Files.delete(file);
    }
    return libraries;
  }

  private static Path unpack(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream resource = StandIn.class.getResourceAsStream(name)) {
      Files.copy(resource, file);
    }
    return file;
  }

  private static boolean runs(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
