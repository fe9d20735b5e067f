package org.alexnetspark.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Chromium without a window, where the machine has one. */
public final class Browser {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Path program;
  private final Path folder;

  private Browser(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /**
   * Looks on the PATH.
   *
   * @param folder for the browser's own files
   */
  public static Optional<Browser> find(Path folder) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Browser(program, folder));
  }

  /**
   * The text of a page's body after its scripts ran.
   *
   * @param page may hold other local pages in frames and look into them
   */
  public String textOf(Path page) throws IOException {
    String html = run("--dump-dom", "--virtual-time-budget=20000", page.toUri().toString());
    return html.replaceAll("(?s).*<body>(.*)</body>.*", "$1").strip();
  }

  /** Prints a page to a PDF file. */
  public Path print(Path page) throws IOException {
    Path pdf = folder.resolve("page.pdf");
    run("--print-to-pdf=" + pdf, "--no-pdf-header-footer", page.toUri().toString());
    return pdf;
  }

  private String run(String... arguments) throws IOException {
    Path output = folder.resolve("output.html");
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            program.toString(),
                            "--headless",
                            "--no-sandbox", // for the root of a container
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--allow-file-access-from-files",
                            "--user-data-dir=" + folder.resolve("profile")),
                        Arrays.stream(arguments))
                    .toList())
            .redirectOutput(output.toFile())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    try {
      assertThat(process.waitFor()).isZero();
    } catch (InterruptedException e) {
      process.destroy();
      throw new IOException(e);
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
