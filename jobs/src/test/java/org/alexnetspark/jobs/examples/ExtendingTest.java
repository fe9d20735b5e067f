package org.alexnetspark.jobs.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.evaluate.TinyTask;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.junit.jupiter.api.Test;

/** The worked examples of docs/extending.md are code that is compiled, and does what it says. */
class ExtendingTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern FILE = Pattern.compile("\\]\\((\\.\\./[^)]+\\.java)\\):$");

  /** Lines of code on the page, and the file that they are of. */
  private record Example(Path file, List<String> lines) {}

  @Test
  void theCodeOnThePageIsThatOfTheFiles() throws IOException {
    List<Example> examples = examples();

    assertThat(examples).hasSize(5);
    for (Example example : examples) {
      List<String> file = Files.readAllLines(example.file()).stream().map(String::strip).toList();
      assertThat(file).as("%s", example.file()).containsSequence(example.lines());
    }
  }

  /** 14,208 + 614,656 + 885,120 + 1,327,488 + 884,992 + 37,752,832 + 16,781,312 + 4,097,000. */
  @Test
  void zfNetHasAsManyParametersAsByHandAndMapsOfThePapersSizes() {
    NetworkSpecification network = ZfNet.of(1000);

    assertThat(network.parameterCount()).isEqualTo(62_357_608);
    assertThat(network.layers().stream().limit(5).map(LayerSpecification::pooledSize))
        .containsExactly(55, 13, 13, 13, 6);
  }

  @Test
  void classesPrintsALineForEachClass() {
    String dataset = TinyTask.get().dataset();

    CapturedRun run = CapturedRun.of(() -> JobMain.run(new ClassesCommand(), "--data", dataset));

    assertThat(run.status()).isZero();
    assertThat(run.output().lines()).hasSize(10).allMatch(line -> line.endsWith(": 3 images"));
  }

  @Test
  void classesRefusesInOneLineThatNamesOptionValueAndWhatIsValid() {
    CapturedRun run =
        CapturedRun.of(
            () -> JobMain.run(new ClassesCommand(), "--data", "anywhere", "--least", "-1"));

    assertThat(run.status()).isEqualTo(JobMain.UNUSABLE_ARGUMENTS);
    assertThat(run.errors()).isEqualTo("error: --least is -1, must be at least 0\n");
  }

  @Test
  void aProgramAnswersWhatPredictAnswers() throws IOException {
    TinyTask task = TinyTask.get();
    String photograph;
    try (Stream<Path> files = Files.walk(task.photographs("val"))) {
      photograph = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow().toString();
    }

    CapturedRun program =
        CapturedRun.of(
            () -> {
              try {
                LibraryUse.main(new String[] {task.model(1), photograph});
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return 0;
            });
    CapturedRun command =
        CapturedRun.of(
            () -> TrainJar.run("predict", "--model", task.model(1), "--input", photograph));

    String best = program.output().lines().findFirst().orElseThrow();
    assertThat(program.output().lines()).hasSize(5);
    assertThat(command.output()).contains(best);
  }

  private static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    List<String> page = Files.readAllLines(DOCS.resolve("extending.md"));
    for (int i = 0; i < page.size(); i++) {
      Matcher file = FILE.matcher(page.get(i));
      if (file.find()) {
        List<String> lines =
            page.stream()
                .skip(i + 2)
                .takeWhile(line -> line.isEmpty() || line.startsWith("    "))
                .map(String::strip)
                .toList();
        int end = lines.size();
        while (lines.get(end - 1).isEmpty()) {
          end--;
        }
        examples.add(new Example(DOCS.resolve(file.group(1)), lines.subList(0, end)));
      }
    }
    return examples;
  }
}
