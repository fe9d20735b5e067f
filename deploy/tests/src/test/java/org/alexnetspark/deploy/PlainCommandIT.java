package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Commands that answer by themselves: {@code deploy/local/spark-submit train.jar predict} with
 * nothing said to Spark is one process, which keeps the classes that it has loaded.
 */
class PlainCommandIT {
  private static final String PREDICT = "org.alexnetspark.jobs.predict.PredictCommand";

  private Processes processes;
  private Path folder;

  @BeforeEach
  void start() throws Exception {
    processes = new Processes(Repository.newFolder("plain-command"));
    folder = processes.folder();
    for (Path kept : kept()) {
      Files.delete(kept);
    }
  }

  @AfterEach
  void end() {
    processes.close();
  }

  @Test
  void itAnswersAsSparkSubmitDoesAndTheSecondTimeByKeptClasses() throws Exception {
    List<String> arguments = predict();
    String submitted =
        processes
            .run(
                "submitted", Map.of(), Submissions.local("local[1]", List.of(), "train", arguments))
            .succeeded()
            .output();

    assertThat(run("first", arguments)).isEqualTo(submitted);
    assertThat(kept()).singleElement().asString().contains("train-predict-");
    assertThat(sourceOfClasses("first")).contains(PREDICT + " source: file:");

    assertThat(run("second", arguments)).isEqualTo(submitted);
    assertThat(sourceOfClasses("second")).contains(PREDICT + " source: shared objects file (top)");
  }

  @Test
  void anotherJarIsNotAnsweredByTheKeptClassesOfTheLast() throws Exception {
    List<String> arguments = predict();
    Path jar = Repository.file("jobs/target/train.jar");
    Path copy = Files.copy(jar, Files.createDirectory(folder.resolve("jars")).resolve("train.jar"));
    String expected = run("first", arguments);

    assertThat(run("other", copy, arguments)).isEqualTo(expected);

    assertThat(sourceOfClasses("other")).contains(PREDICT + " source: file:");
    assertThat(kept()).hasSize(1);
  }

  @Test
  void helpAndMistakesAreAsUnderSparkSubmit() throws Exception {
    assertThat(run("help", List.of("--help"))).contains("Usage: train.jar", "neighbors");
    assertThat(run("help of a command", List.of("evaluate", "--help"))).contains("--views");

    Processes.Finished mistaken =
        processes.run(
            "mistaken", Map.of(), command(jar(), List.of("predict", "--model", "/nowhere")));

    assertThat(mistaken.status()).isEqualTo(2);
    assertThat(mistaken.output().lines())
        .filteredOn(line -> line.startsWith("error: "))
        .singleElement()
        .asString()
        .contains("--input");
  }

  private static List<String> predict() throws Exception {
    return List.of(
        "predict",
        "--model",
        Plain.run(Training.SHORT).toString(),
        "--input",
        Plain.photographs().resolve("val").toString(),
        "--json");
  }

  private String run(String name, List<String> arguments) throws Exception {
    return run(name, jar(), arguments);
  }

  private String run(String name, Path jar, List<String> arguments) throws Exception {
    // Where each class came from, in a file: what the JVM says of kept classes is not shown.
    String log = "-Xlog:class+load:file=" + folder.resolve(name.replace(' ', '-') + ".classes");
    return processes
        .run(name, Map.of("JDK_JAVA_OPTIONS", log), command(jar, arguments))
        .succeeded()
        .output()
        .lines()
        .filter(line -> !line.contains("JDK_JAVA_OPTIONS"))
        .reduce("", (all, line) -> all + line + "\n");
  }

  private String sourceOfClasses(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".classes"));
  }

  private static Path jar() {
    return Repository.file("jobs/target/train.jar");
  }

  /** Whoever says something to Spark, be it by the environment, is answered by spark-submit. */
  private static List<String> command(Path jar, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("env"));
    for (String name : Processes.SPOKEN_TO_SPARK) {
      command.addAll(List.of("-u", name));
    }
    command.add(Repository.file("deploy/local/spark-submit").toString());
    command.add(jar.toString());
    command.addAll(arguments);
    return command;
  }

  private static List<Path> kept() throws IOException {
    Path archives = Repository.file("target/spark").resolve("classes");
    if (!Files.isDirectory(archives)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(archives)) {
      return files.toList();
    }
  }
}
