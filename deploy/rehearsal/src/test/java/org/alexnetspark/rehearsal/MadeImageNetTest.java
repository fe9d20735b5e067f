package org.alexnetspark.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The made files beside what other programs make of them. */
class MadeImageNetTest {

  private static final int PHOTOGRAPHS = 2_345;
  private static final Path TRAIN = new Path("imagenet://2345/ILSVRC2012_img_train.tar");

  @TempDir private java.nio.file.Path pool;
  private Configuration configuration;

  @BeforeEach
  void makePool() throws IOException {
    for (int i = 0; i < 5; i++) {
      byte[] content = new byte[300 + 211 * i];
      Arrays.fill(content, (byte) ('a' + i));
      Files.write(pool.resolve("photograph" + i + ".JPEG"), content);
    }
    Files.writeString(pool.resolve("rare.png"), "png");
    Files.writeString(pool.resolve("rare-cmyk.jpg"), "inks");
    configuration = new Configuration();
    configuration.set("fs.imagenet.impl", MadeImageNetFileSystem.class.getName());
    configuration.set(MadeImageNetFileSystem.PHOTOGRAPHS, pool.toString());
  }

  @Test
  void theWholeHasTheSizesOfImageNet() {
    int[] sizes = ClassSizes.of(ClassSizes.IMAGENET);

    assertThat(Arrays.stream(sizes).sum()).isEqualTo(1_281_167);
    assertThat(sizes).hasSize(1_000);
    assertThat(Arrays.stream(sizes).min()).hasValue(732);
    assertThat(Arrays.stream(sizes).max()).hasValue(1_300);
    assertThat(Arrays.stream(sizes).filter(size -> size == 1_300).count()).isEqualTo(895);
  }

  @Test
  void aSmallOneHasAllClasses() {
    int[] sizes = ClassSizes.of(PHOTOGRAPHS);

    assertThat(Arrays.stream(sizes).sum()).isEqualTo(PHOTOGRAPHS);
    assertThat(sizes).hasSize(1_000).doesNotContain(0);
  }

  @Test
  void theTrainingTarIsATarOfTarsOfPhotographs() throws IOException {
    configuration.setInt(MadeImageNetFileSystem.BROKEN, 3);
    List<String> classes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<String> rare = new ArrayList<>();
    int broken = 0;
    try (TarArchiveInputStream outer = tar(TRAIN)) {
      for (TarArchiveEntry of = outer.getNextTarEntry(); of != null; of = outer.getNextTarEntry()) {
        classes.add(of.getName());
        TarArchiveInputStream inner = new TarArchiveInputStream(outer);
        for (TarArchiveEntry one = inner.getNextTarEntry();
            one != null;
            one = inner.getNextTarEntry()) {
          assertThat(one.getName()).startsWith(of.getName().replace(".tar", "_"));
          names.add(one.getName());
          byte[] content = inner.readAllBytes();
          assertThat(content).hasSize((int) one.getSize());
          String text = new String(content, StandardCharsets.US_ASCII);
          if (Set.of("png", "inks").contains(text)) {
            rare.add(text);
          } else if (!isWhole(content)) {
            broken++;
          }
        }
      }
    }

    assertThat(classes).hasSize(1_000).isSorted().doesNotHaveDuplicates();
    assertThat(names).hasSize(PHOTOGRAPHS);
    assertThat(rare).containsExactlyInAnyOrder("png", "inks");
    assertThat(broken).isEqualTo(3);
  }

  private static boolean isWhole(byte[] content) {
    return content.length >= 300
        && (content.length - 300) % 211 == 0
        && content[0] == 'a' + (content.length - 300) / 211;
  }

  @Test
  void bytesAreTheSameWhereverReadingBegins() throws IOException {
    byte[] whole = read(TRAIN);
    assertThat(whole.length % 512).isZero();
    FileSystem fileSystem = TRAIN.getFileSystem(configuration);
    assertThat(fileSystem.getFileStatus(TRAIN).getLen()).isEqualTo(whole.length);
    Random random = new Random(1);
    try (FSDataInputStream in = fileSystem.open(TRAIN)) {
      for (int i = 0; i < 500; i++) {
        int from = random.nextInt(whole.length);
        byte[] part = new byte[Math.min(whole.length - from, random.nextInt(3_000))];

        in.readFully(from, part);

        assertThat(part).isEqualTo(Arrays.copyOfRange(whole, from, from + part.length));
      }
      in.seek(whole.length - 3L);
      assertThat(in.readAllBytes()).hasSize(3);
    }
  }

  @Test
  void theValidationTarHasALineOfGroundTruthForEachPhotograph() throws IOException {
    int photographs = 0;
    Set<String> names = new HashSet<>();
    try (TarArchiveInputStream tar = tar(new Path("imagenet://2345/ILSVRC2012_img_val.tar"))) {
      for (TarArchiveEntry one = tar.getNextTarEntry(); one != null; one = tar.getNextTarEntry()) {
        names.add(one.getName());
        photographs++;
      }
    }

    assertThat(photographs).isEqualTo(50_000 * PHOTOGRAPHS / ClassSizes.IMAGENET);
    assertThat(names).hasSize(photographs).contains("ILSVRC2012_val_00000001.JPEG");
    assertThat(lines("ILSVRC2012_validation_ground_truth.txt"))
        .hasSize(photographs)
        .allSatisfy(line -> assertThat(Integer.parseInt(line)).isBetween(1, 1_000));
    assertThat(lines("synsets.txt")).hasSize(1_000).isSorted();
  }

  @Test
  void theTestSetIsAFolderOfNumberedPhotographs() throws IOException {
    Path folder = new Path("imagenet://2345/test");
    FileSystem fileSystem = folder.getFileSystem(configuration);

    FileStatus[] photographs = fileSystem.listStatus(folder);

    assertThat(photographs).hasSize(100_000 * PHOTOGRAPHS / ClassSizes.IMAGENET);
    assertThat(photographs[9].getPath())
        .isEqualTo(new Path(folder, "ILSVRC2012_test_00000010.JPEG"));
    assertThat(fileSystem.getFileStatus(folder).isDirectory()).isTrue();
    assertThat(fileSystem.listStatus(new Path("imagenet://2345/")))
        .extracting(file -> file.getPath().getName())
        .contains("test", "ILSVRC2012_img_train.tar");
    for (FileStatus each : photographs) {
      byte[] content = read(each.getPath());
      assertThat(content).hasSize((int) each.getLen()).matches(MadeImageNetTest::isWhole);
    }
    for (String name : List.of("00000000", "00000184", "0000001", "one")) {
      assertThatThrownBy(() -> read(new Path(folder, "ILSVRC2012_test_" + name + ".JPEG")))
          .isInstanceOf(FileNotFoundException.class)
          .hasMessageContaining(name);
    }
  }

  @Test
  void openingsFailAndTarsEndWhereTheyAreToldTo() throws IOException {
    configuration.setInt(Faults.FAIL_EVERY, 2);
    configuration.setLong(Faults.CUT_AT, 10_000);
    FileSystem fileSystem = FileSystem.newInstance(TRAIN.toUri(), configuration);

    assertThat(fileSystem.getFileStatus(TRAIN).getLen()).isEqualTo(10_000);
    int failed = 0;
    for (int i = 0; i < 10; i++) {
      try (FSDataInputStream in = fileSystem.open(TRAIN)) {
        assertThat(in.readAllBytes()).hasSize(10_000);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("a made failure of the store");
        failed++;
      }
    }
    assertThat(failed).isEqualTo(5);
  }

  @Test
  void whatIsNotThereIsRefusedInWords() {
    assertThatThrownBy(() -> read(new Path("imagenet://2345/other.tar")))
        .hasMessageContaining("other.tar")
        .hasMessageContaining("ILSVRC2012_img_train.tar");
    assertThatThrownBy(() -> read(new Path("imagenet://many/ILSVRC2012_img_train.tar")))
        .hasMessageContaining("a number of photographs");
    assertThatThrownBy(() -> new MadeImageNet(999, 0, Pool.of(pool.toString())))
        .hasMessageContaining("1000 to 1281167 photographs, not 999");
  }

  private TarArchiveInputStream tar(Path path) throws IOException {
    return new TarArchiveInputStream(new ByteArrayInputStream(read(path)));
  }

  private List<String> lines(String file) throws IOException {
    return new String(read(new Path("imagenet://2345/" + file)), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private byte[] read(Path path) throws IOException {
    FileSystem fileSystem = FileSystem.newInstance(URI.create(path.toString()), configuration);
    try (FSDataInputStream in = fileSystem.open(path)) {
      return in.readAllBytes();
    }
  }
}
