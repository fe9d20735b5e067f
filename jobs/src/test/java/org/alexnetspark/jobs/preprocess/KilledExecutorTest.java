package org.alexnetspark.jobs.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.alexnetspark.jobs.PreprocessJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor process that is killed while it makes a shard changes nothing in the dataset. */
class KilledExecutorTest {
  private static final int PHOTOGRAPHS = 12;

  @TempDir private Path work;

  @Test
  void aKilledExecutorCostsTimeAndNothingElse() throws IOException {
    Path photographs = drawPhotographs();
    Path undisturbed = work.resolve("undisturbed");
    try (SparkForTests spark = SparkForTests.local(1)) {
      assertThat(make("file:" + photographs, undisturbed).status()).isZero();
    }
    Path mine = photographs.resolve("n00000002/" + DeadlyFileSystem.mineOf("5.png"));
    Files.createFile(mine);
    Path killed = work.resolve("killed");
    try (SparkForTests spark =
        SparkForTests.localCluster(2, Files.createDirectory(work.resolve("empty")))) {
      spark.set(
          "spark.hadoop.fs." + DeadlyFileSystem.SCHEME + ".impl", DeadlyFileSystem.class.getName());

      CapturedRun run = make(DeadlyFileSystem.SCHEME + ":" + photographs, killed);

      assertThat(run.status()).as(run.errors()).isZero();
    }
    assertThat(mine).as("an executor met its mine").doesNotExist();
    assertThat(killed.resolve("dataset.json"))
        .hasSameTextualContentAs(undisturbed.resolve("dataset.json"));
    Map<String, byte[]> expected = contents(undisturbed);
    Map<String, byte[]> actual = contents(killed);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((file, content) -> assertThat(actual.get(file)).as(file).isEqualTo(content));
    assertThat(killed.resolve("train/part-00004.parquet")).exists();
  }

  /** What a native decoder's crash looks like from outside, again and again at one photograph. */
  @Test
  void aPhotographThatKillsEveryExecutorIsNamedAndTheOthersBecomeRows() throws IOException {
    Path photographs = drawPhotographs();
    Files.createFile(photographs.resolve("n00000002/" + DeadlyFileSystem.minefieldOf("5.png")));
    Path output = work.resolve("dataset");
    try (SparkForTests spark =
        SparkForTests.localCluster(2, Files.createDirectory(work.resolve("empty")))) {
      spark.set(
          "spark.hadoop.fs." + DeadlyFileSystem.SCHEME + ".impl", DeadlyFileSystem.class.getName());

      CapturedRun run =
          make(DeadlyFileSystem.SCHEME + ":" + photographs, output, "--max-rejects", "1");

      assertThat(run.status()).as(run.errors()).isZero();
    }
    assertThat(Files.readAllLines(output.resolve("train/rejects.jsonl")))
        .singleElement()
        .asString()
        .contains("\"n00000002/5.png\"", "\"ends-decoder\"");
    assertThat(output.resolve("dataset.json")).content().contains("\"images\" : 23");
  }

  private static CapturedRun make(String input, Path output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--input", input, "--output", output.toString(), "--shard-mb", "1"));
    arguments.addAll(List.of(more));
    return CapturedRun.of(() -> PreprocessJar.run(arguments.toArray(String[]::new)));
  }

  private Path drawPhotographs() throws IOException {
    Path photographs = work.resolve("photographs");
    for (String synset : new String[] {"n00000001", "n00000002"}) {
      Path folder = Files.createDirectories(photographs.resolve(synset));
      for (int i = 0; i < PHOTOGRAPHS; i++) {
        BufferedImage picture = new BufferedImage(40, 30 + i, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(i, i, 0xFFFFFF);
        ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
      }
    }
    return photographs;
  }

  private static Map<String, byte[]> contents(Path folder) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      // Hadoop's hidden checksums of local files are none of the dataset's.
      Stream<Path> visible =
          files.filter(
              file -> Files.isRegularFile(file) && !file.getFileName().toString().startsWith("."));
      for (Path file : (Iterable<Path>) visible::iterator) {
        contents.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }
}
