package org.alexnetspark.jobs.notebook;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.launcher.SparkLauncher;

/**
 * A job of train.jar that a notebook submitted: an application of its own, beside the notebook's,
 * with executors of its own. Needs SPARK_HOME where the notebook's driver runs.
 */
public final class Submission {
  private static final int LINES_OF_AN_ERROR = 5;

  private final Process process;
  private final Path output;

  private Submission(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Submits a job and returns at once.
   *
   * @param master of the cluster, as for spark-submit
   * @param arguments of train.jar, such as train --data ... --output ...
   */
  public static Submission start(String master, String... arguments) throws IOException {
    File output = Files.createTempFile("train", ".log").toFile();
    output.deleteOnExit();
    Process process =
        new SparkLauncher()
            .setMaster(master)
            .setAppResource(trainJar())
            .addAppArgs(arguments)
            .redirectError()
            .redirectOutput(output)
            .launch();
    return new Submission(process, output.toPath());
  }

  /** The jar that this class is in. */
  private static String trainJar() {
    try {
      return Path.of(Submission.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the jar of this class has no path", e);
    }
  }

  /** Whether the job has come to its end, good or bad. */
  public boolean ended() {
    return !process.isAlive();
  }

  /** What the job has said so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /**
   * Waits for the end.
   *
   * @return what the job said
   * @throws IllegalStateException if it failed, with the last that it said
   */
  public String await() throws IOException, InterruptedException {
    int status = process.waitFor();
    List<String> lines = Files.readAllLines(output);
    if (status != 0) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the job ended with status %d: %s",
              status,
              String.join(
                  "\n",
                  lines.subList(Math.max(0, lines.size() - LINES_OF_AN_ERROR), lines.size()))));
    }
    return String.join("\n", lines);
  }

  /** Ends the job. */
  public void cancel() {
    process.destroy();
  }
}
