package org.alexnetspark.preprocess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
  private static final Configuration HADOOP = new Configuration();
  private static final ClassList CLASSES = ClassList.ofSynsets(List.of("n02", "n01"));

  @TempDir Path folder;

  @Test
  void listsClassFoldersInOrder() throws IOException {
    touch("n02/b.JPEG", "n02/a.JPEG", "n01/z 100% #1 写真.JPEG", "n01/deeper/y.png");
    touch("n01/.hidden", ".git/config", "n02/_SUCCESS", "n01/_DSC0001.jpg");
    touch("desktop.ini", "n01/._a.jpg", "n02/Thumbs.db", "n02/MD5SUMS", "n02/n02_boxes.txt");

    PhotographList photographs = list("");

    assertThat(paths(photographs))
        .containsExactly(
            "n01/_DSC0001.jpg",
            "n01/deeper/y.png",
            "n01/z 100% #1 写真.JPEG",
            "n02/a.JPEG",
            "n02/b.JPEG");
    assertThat(IntStream.range(0, 5).map(photographs::label)).containsExactly(0, 0, 0, 1, 1);
  }

  @Test
  void selectsInTheOrderAskedFor() throws IOException {
    touch("n02/b.JPEG", "n02/a.JPEG", "n01/c.JPEG");

    PhotographList selected = list("").select(new int[] {2, 0});

    assertThat(paths(selected)).containsExactly("n02/b.JPEG", "n01/c.JPEG");
    assertThat(selected.label(0)).isEqualTo(1);
  }

  @Test
  void takesGlobs() throws IOException {
    touch("part1/n01/a.jpg", "part2/n01/b.jpg", "part2/n02/c.jpg", "other/n01/d.jpg");

    assertThat(paths(list("part*"))).containsExactly("n01/a.jpg", "n01/b.jpg", "n02/c.jpg");
    assertThat(listing("part*").classNames()).containsExactly("n01", "n02");
  }

  @Test
  void anEmptyClassFolderIsNoClass() throws IOException {
    touch("n01/a.jpg");
    Files.createDirectories(folder.resolve("n02"));

    assertThat(listing("").classNames()).containsExactly("n01");
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    touch("loose/a.jpg", "empty/n01/.keep", "unknown/n03/a.jpg");

    assertUnusable(() -> find("nowhere"), "nowhere: there is no such file or folder");
    assertUnusable(() -> list("loose/a.jpg"), "loose/a.jpg: is no tar, or is cut off");
    assertUnusable(() -> list("loose"), "holds 1 files beside", "--labels");
    assertUnusable(() -> list("empty"), "there are no files in it");
    assertUnusable(() -> list("empty/n01"), "there are no class folders in it");
    assertUnusable(
        () -> list("unknown"), "the class n03 of", "is none of the 2 classes (n01, n02)");
  }

  @Test
  void labelsFilesByTheirNames() throws IOException {
    touch("val/b.JPEG", "val/a b.JPEG");
    Path labels = Files.writeString(folder.resolve("labels.txt"), "a b.JPEG n02\n\nb.JPEG\tn01\n");
    LabelFile file = LabelFile.read(labels.toString(), CLASSES, HADOOP);

    PhotographList photographs = list("val", file);

    assertThat(paths(photographs)).containsExactly("a b.JPEG", "b.JPEG");
    assertThat(photographs.label(0)).isEqualTo(1);
    assertThat(photographs.label(1)).isEqualTo(0);
    touch("val/d.JPEG");
    assertUnusable(() -> list("val", file), "no line names the file d.JPEG");
  }

  /** ILSVRC's ids count the devkit's list, whose order is not that of the synsets. */
  @Test
  void mapsIlsvrcIdsThroughTheListAsItIsWritten() throws IOException {
    Path synsets =
        Files.writeString(
            folder.resolve("synsets.txt"), "n03 kit fox, Vulpes macrotis\nn01 tench\n\nn02\n");
    ClassList classes = ClassList.read(synsets.toString(), HADOOP);

    assertThat(classes.classes())
        .extracting(each -> each.synset() + "|" + each.words())
        .containsExactly("n01|tench", "n02|", "n03|kit fox, Vulpes macrotis");
    assertThat(classes.labelOfIlsvrcId(1)).hasValue(2);
    assertThat(classes.labelOfIlsvrcId(2)).hasValue(0);
    assertThat(classes.labelOfIlsvrcId(3)).hasValue(1);
    assertThat(classes.labelOfIlsvrcId(0)).isEmpty();
    assertThat(classes.labelOfIlsvrcId(4)).isEmpty();
  }

  @Test
  void readsTheGroundTruthOfTheDevkitInTheOrderOfNames() throws IOException {
    touch("val/ILSVRC2012_val_00000002.JPEG", "val/ILSVRC2012_val_00000001.JPEG");
    Path synsets = Files.writeString(folder.resolve("synsets.txt"), "n03\nn01\nn02\n");
    Path truth = Files.writeString(folder.resolve("truth.txt"), "1\n3\n");
    ClassList classes = ClassList.read(synsets.toString(), HADOOP);
    LabelFile labels = LabelFile.read(truth.toString(), classes, HADOOP);

    PhotographList photographs = list("val", labels);

    assertThat(photographs.path(0)).isEqualTo("ILSVRC2012_val_00000001.JPEG");
    assertThat(photographs.label(0)).as("id 1 is n03, the last by name").isEqualTo(2);
    assertThat(photographs.label(1)).as("id 3 is n02").isEqualTo(1);
    touch("val/ILSVRC2012_val_00000003.JPEG");
    assertUnusable(() -> list("val", labels), "has 2 ids for 3 photographs");
  }

  @Test
  void namesTheLineThatIsWrong() throws IOException {
    Path labels = Files.writeString(folder.resolve("labels.txt"), "a.jpg n01\nb.jpg n07\n");
    Path synsets = Files.writeString(folder.resolve("synsets.txt"), "n01\nn02\nn01\n");

    assertUnusable(
        () -> LabelFile.read(labels.toString(), CLASSES, HADOOP), "line 2 is \"b.jpg n07\"");
    assertUnusable(
        () -> ClassList.read(synsets.toString(), HADOOP),
        "line 3 names n01 again (first in line 1)");
    assertUnusable(
        () -> ClassList.read(folder.resolve("absent").toString(), HADOOP), "there is no such file");
  }

  private interface Call {
    void run() throws IOException;
  }

  private static void assertUnusable(Call call, String... words) {
    assertThatThrownBy(call::run)
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll(words);
  }

  private InputFiles find(String pattern) throws IOException {
    return InputFiles.find(List.of(folder + "/" + pattern), HADOOP);
  }

  private Listing listing(String pattern) throws IOException {
    return find(pattern).list(ArchiveIndexTest::indexHere, false);
  }

  private PhotographList list(String pattern) throws IOException {
    InputFiles input = find(pattern);
    return input.label(input.list(ArchiveIndexTest::indexHere, false), CLASSES);
  }

  private PhotographList list(String pattern, LabelFile labels) throws IOException {
    InputFiles input = find(pattern);
    return input.label(input.list(ArchiveIndexTest::indexHere, true), labels);
  }

  private static List<String> paths(PhotographList photographs) {
    return IntStream.range(0, photographs.size()).mapToObj(photographs::path).toList();
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
  }
}
