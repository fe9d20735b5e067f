package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Where things are, and what every test needs a little of. */
final class Repository {
  private static final Path ROOT = Path.of(System.getProperty("repository"));
  private static final Path WORK = Path.of(System.getProperty("work"));

  private Repository() {}

  /** A file that the build has made, or that is checked in. */
  static Path file(String path) {
    Path file = ROOT.resolve(path);
    assertThat(file).as("made by: ./mvnw -DskipTests package").exists();
    return file;
  }

  /** A new, empty folder in the build's own. */
  static Path newFolder(String name) throws IOException {
    Path folder = WORK.resolve(name);
    if (Files.exists(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return Files.createDirectories(folder);
  }

  /** A port of the loopback address that nobody listens on. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A folder with an nvidia-smi that lists what the environment says. */
  static Path fakedNvidiaSmi(Path folder) throws IOException {
    Path program = folder.resolve("nvidia-smi");
    if (!Files.exists(program)) {
      Files.createDirectories(folder);
      Files.copy(Path.of("src/test/resources/nvidia-smi"), program);
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    return folder;
  }

  /** The environment of a machine with these GPUs, by the indices of nvidia-smi. */
  static Map<String, String> fakedGpus(Path nvidiaSmi, String... indices) {
    return Map.of("PATH", pathWith(nvidiaSmi), "FAKED_GPUS", String.join(" ", indices));
  }

  /** A PATH on which the folder comes first. */
  static String pathWith(Path folder) {
    return folder + ":" + System.getenv("PATH");
  }
}
