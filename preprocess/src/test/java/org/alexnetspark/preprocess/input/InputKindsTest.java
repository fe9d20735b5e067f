package org.alexnetspark.preprocess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.alexnetspark.preprocess.Archives;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs as other programs, systems and people lay them out. */
class InputKindsTest {
  private static final Configuration HADOOP = new Configuration();
  private static final ClassList TWO =
      ClassList.of(
          ClassList.ofSynsets(List.of("n01", "n02")).classes().stream()
              .map(
                  each ->
                      new SynsetClass(
                          each.synset(), each.synset().equals("n01") ? "tench" : "kit fox"))
              .toList());

  @TempDir private Path folder;

  @Test
  void aLinkToItsParentAndALinkToNothingAreNamedAndNotFollowed() throws IOException {
    touch("train/cats/a.jpg", "train/cats/b.jpg", "train/dogs/c.jpg", "elsewhere/d.jpg");
    link("train/cats/again", "..");
    link("train/cats/self", ".");
    link("train/cats/more", "../../elsewhere");
    link("train/dogs/gone.jpg", "nowhere.jpg");

    assertThat(paths("train"))
        .containsExactly("cats/a.jpg", "cats/b.jpg", "cats/more/d.jpg", "dogs/c.jpg");
    assertThat(listing("train").skipped())
        .containsExactly(
            "2 links to a folder that they lie in (such as cats/again)",
            "1 links to nothing (such as dogs/gone.jpg)");
  }

  @Test
  void linksThatLeadToEachOtherEnd() throws IOException {
    touch("train/cats/a.jpg", "train/dogs/b.jpg");
    link("train/cats/dogs", "../dogs");
    link("train/dogs/cats", "../cats");

    assertThat(paths("train"))
        .containsExactly("cats/a.jpg", "cats/dogs/b.jpg", "dogs/b.jpg", "dogs/cats/a.jpg");
  }

  @Test
  void tinyImageNetIsTheSameFromAFolderAndATar() throws IOException {
    touch("train/n01/images/n01_0.JPEG", "train/n02/images/n02_0.JPEG");
    touch("train/n01/n01_boxes.txt", "train/n02/n02_boxes.txt");
    Map<String, byte[]> members = new TreeMap<>();
    for (String name :
        List.of(
            "n01/images/n01_0.JPEG",
            "n01/n01_boxes.txt",
            "n02/images/n02_0.JPEG",
            "n02/n02_boxes.txt")) {
      members.put("train/" + name, new byte[] {1});
    }
    Files.write(folder.resolve("train.tar"), Archives.tar(members));

    assertThat(paths("train"))
        .containsExactly("n01/images/n01_0.JPEG", "n02/images/n02_0.JPEG")
        .isEqualTo(paths("train.tar"));
    assertThat(listing("train.tar").classNames()).containsExactly("n01", "n02");
    assertThat(listing("train.tar").skipped())
        .isEqualTo(List.of("2 texts beside photographs (such as train/n01/n01_boxes.txt)"));
  }

  @Test
  void aNumberIsANameWhereClassesAreNumbers() throws IOException {
    webDataset("train.tar", "0", "1", "10", "11");
    webDataset("val.tar", "0", "10", "11");
    webDataset("wrong.tar", "2");
    ClassList classes = ClassList.ofSynsets(listing("train.tar").classNames());

    assertThat(classes.classes())
        .extracting(each -> each.synset())
        .containsExactly("0", "1", "10", "11");
    assertThat(labels("val.tar", classes)).containsExactly(0, 2, 3);
    assertThatThrownBy(() -> labels("wrong.tar", classes))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll("the class 2 of", "none of the 4 classes");
    assertThat(labels("wrong.tar", ClassList.ofSynsets(List.of("a", "b", "c"))))
        .as("a place in a list of other names")
        .containsExactly(2);
  }

  /** As before, in a dataset that an older version made. */
  @Test
  void aDatasetKeepsTheOrderOfItsClasses() {
    ClassList classes =
        ClassList.of(
            List.of(new SynsetClass("0", ""), new SynsetClass("10", ""), new SynsetClass("2", "")));

    assertThat(classes.label("10")).hasValue(1);
  }

  private void webDataset(String name, String... classes) throws IOException {
    Map<String, byte[]> members = new TreeMap<>();
    for (int i = 0; i < classes.length; i++) {
      members.put("v1." + i + ".cls", classes[i].getBytes(StandardCharsets.US_ASCII));
      members.put("v1." + i + ".jpg", new byte[] {1});
    }
    Files.write(folder.resolve(name), Archives.tar(members));
  }

  @Test
  void img2datasetNamesClassesInJson() throws IOException {
    Map<String, byte[]> members = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      members.put("00" + i + ".jpg", new byte[] {1});
      members.put("00" + i + ".txt", "a caption".getBytes(StandardCharsets.US_ASCII));
      members.put(
          "00" + i + ".json",
          ("{\"label\": " + (i == 2 ? "\"n02\"" : i) + "}").getBytes(StandardCharsets.US_ASCII));
    }
    Files.write(folder.resolve("000.tar"), Archives.tar(members));

    assertThat(labels("000.tar", TWO)).containsExactly(0, 1, 1);
  }

  @Test
  void theFieldOfTheClassInJsonMayBeNamed() throws IOException {
    Map<String, byte[]> members = new TreeMap<>();
    for (int i = 0; i < 2; i++) {
      members.put("00" + i + ".jpg", new byte[] {1});
      members.put("00" + i + ".cls", "n01".getBytes(StandardCharsets.US_ASCII));
      members.put(
          "00" + i + ".json",
          ("{\"label\": 0, \"class_index\": " + (1 - i) + "}").getBytes(StandardCharsets.US_ASCII));
    }
    Files.write(folder.resolve("000.tar"), Archives.tar(members));

    assertThat(labelsByField("class_index")).as("counts before .cls").containsExactly(1, 0);
    assertThat(labelsByField(Archive.LABEL_FIELD)).as("those of .cls").containsExactly(0, 0);
    assertThatThrownBy(() -> labelsByField("clas"))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll("000.tar", "\"clas\"", "--label-field");
  }

  private List<Integer> labelsByField(String field) throws IOException {
    InputFiles input = find("000.tar");
    Listing listing = input.list(archives -> ArchiveIndexTest.indexHere(archives, field), false);
    PhotographList photographs = input.label(listing, TWO);
    return IntStream.range(0, photographs.size()).mapToObj(photographs::label).toList();
  }

  @Test
  void labelFilesInManyForms() throws IOException {
    touch("val/x 1.jpg", "val/y,2.jpg");
    for (String content :
        List.of(
            "x 1.jpg n01\ny,2.jpg n02\n",
            "x 1.jpg\tn01\t0\t5\ny,2.jpg\tn02\t0\t5\n",
            "\uFEFFImageId,PredictionString\r\n\"x 1\",n01 1 2 3 4\r\n\"y,2\",n02 4 4 4 4 \r\n",
            "filename\tlabel\nval/x 1.jpg\ttench\n./y,2.JPG\tkit fox\n")) {
      assertThat(labelsBy(content)).as(content).containsExactly(0, 1);
    }
  }

  @Test
  void labelFilesThatContradictThemselves() throws IOException {
    touch("val/a.jpg", "val/b.jpg");

    assertThatThrownBy(() -> labelsBy("a.jpg n01\nb.jpg n01\na.jpg n02\n"))
        .hasMessageContaining("line 1 says that a.jpg is n01, line 3 says n02");
    assertThatThrownBy(() -> labelsBy("one/a.jpg n01\ntwo/a.jpg n02\nb.jpg n01\n"))
        .hasMessageContaining("line 1 and others name files called a.jpg");
    assertThatThrownBy(() -> labelsBy("a.jpg n01\n"))
        .hasMessageContaining("no line names the file b");
    assertThatThrownBy(() -> labelsBy("a.jpg 1\nb.jpg 2\n"))
        .as("an id counts the lines of the devkit's list, not the classes of a dataset")
        .hasMessageContainingAll("line 1 is \"a.jpg 1\"", "--synsets");
    assertThat(labelsBy("a.jpg n01\nb.jpg n01\na.jpg n01\n")).containsExactly(0, 0);
  }

  private List<Integer> labelsBy(String content) throws IOException {
    Path labels = Files.writeString(folder.resolve("labels"), content);
    InputFiles val = find("val");
    PhotographList photographs =
        val.label(
            val.list(ArchiveIndexTest::indexHere, true),
            LabelFile.read(labels.toString(), TWO, HADOOP));
    return IntStream.range(0, photographs.size()).mapToObj(photographs::label).toList();
  }

  @Test
  void folderOfSplitsAndOutputInsideTheInput() throws IOException {
    touch("all/train/cats/a.jpg", "all/val/cats/b.jpg");

    assertThatThrownBy(() -> listing("all"))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("--input " + folder + "/all/train");
    InputFiles train = find("all/train");
    assertThatThrownBy(
            () ->
                train.checkIsOutside(
                    new org.apache.hadoop.fs.Path("file:" + folder + "/all/train/dataset")))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("choose a folder outside");
    train.checkIsOutside(new org.apache.hadoop.fs.Path("file:" + folder + "/all/train-2"));
  }

  @Test
  void aPathIsAPatternOnlyWhereNothingHasItsName() throws IOException {
    touch("[a]/x{1}/12:30 %20.jpg", "[a]/y/z.jpg", "a/w/q.jpg");

    assertThat(paths("[a]")).containsExactly("x{1}/12:30 %20.jpg", "y/z.jpg");
    assertThat(paths("[ab]")).containsExactly("w/q.jpg");
    assertThatThrownBy(() -> find("[")).hasMessageContaining("no such file or folder");
  }

  @Test
  void bothFormsOfAnAccentAreOneClass() throws IOException {
    touch("caf\u00E9/a.jpg", "cafe\u0301/b.jpg", "the/c.jpg");

    assertThat(listing("").classNames()).containsExactly("caf\u00E9", "the");
    assertThat(paths("")).contains("caf\u00E9/a.jpg", "cafe\u0301/b.jpg");
  }

  @Test
  void namesThatTheLocaleCannotRead() {
    assertThatThrownBy(() -> InputPaths.checkReadable("F\uFFFDchse"))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("set LC_ALL=C.UTF-8");
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(folder.resolve(name), Path.of(target));
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
  }

  private InputFiles find(String input) throws IOException {
    return InputFiles.find(List.of(folder + "/" + input), HADOOP);
  }

  private Listing listing(String input) throws IOException {
    return find(input).list(ArchiveIndexTest::indexHere, false);
  }

  private PhotographList photographs(String input, ClassList classes) throws IOException {
    return find(input).label(listing(input), classes);
  }

  private List<String> paths(String input) throws IOException {
    PhotographList photographs =
        photographs(input, ClassList.ofSynsets(listing(input).classNames()));
    return IntStream.range(0, photographs.size()).mapToObj(photographs::path).toList();
  }

  private List<Integer> labels(String input, ClassList classes) throws IOException {
    PhotographList photographs = photographs(input, classes);
    return IntStream.range(0, photographs.size()).mapToObj(photographs::label).toList();
  }
}
