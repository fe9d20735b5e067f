package org.alexnetspark.preprocess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs that users had trouble with, row by row of the table that came with them. */
class ReportedInputsTest {
  private static final Configuration HADOOP = new Configuration();
  private static final Path REPORTS = Path.of("../../shared/reports");
  private static final ClassList TWO = ClassList.ofSynsets(List.of("n01440764", "n02102040"));

  @BeforeAll
  static void findReports() {
    Assumptions.assumeTrue(Files.isDirectory(REPORTS), "no " + REPORTS.toAbsolutePath());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kaggle.csv",
        "imageid-class.csv",
        "comma.txt",
        "quoted.csv",
        "no-extension.txt",
        "with-folder.txt",
        "bom.txt",
        "more-columns.txt"
      })
  void sixRowsByLabelFiles(String labels) throws IOException {
    InputFiles val = find("labels/val");
    LabelFile file = LabelFile.read(REPORTS.resolve("labels/" + labels).toString(), TWO, HADOOP);

    PhotographList photographs = val.label(val.list(ArchiveIndexTest::indexHere, true), file);

    assertThat(photographs.size()).isEqualTo(6);
    for (int i = 0; i < 6; i++) {
      assertThat(photographs.label(i)).isEqualTo(i % 2);
    }
  }

  @Test
  void contradictingLines() {
    assertThatThrownBy(
            () ->
                LabelFile.read(REPORTS.resolve("labels/contradicting.txt").toString(), TWO, HADOOP))
        .hasMessageContainingAll("line 1 ", "n01440764", "line 7 ", "n02102040");
  }

  @ParameterizedTest
  @ValueSource(strings = {"synsets-bom.txt", "synsets.csv"})
  void synsetLists(String synsets) throws IOException {
    ClassList classes = ClassList.read(REPORTS.resolve("labels/" + synsets).toString(), HADOOP);

    assertThat(rows("labels/train", classes)).isEqualTo(Map.of("n01440764", 3, "n02102040", 3));
    assertThat(classes.classes()).extracting(each -> each.words()).contains("tench", "springer");
  }

  @Test
  void namesWithCharactersThatMeanSomethingElsewhere() throws IOException {
    assertThat(rows("paths/train"))
        .isEqualTo(Map.of("a%20b", 3, "day 12:30", 2, "golden retriever [2019] 100%", 2));
    Listing listing = listing("paths/train");
    PhotographReader reader = new PhotographReader(HADOOP);
    for (int i = 0; i < listing.size(); i++) {
      assertThat(REPORTS.resolve("paths/train").resolve(listing.path(i))).exists();
      assertThatNoExceptionOn(reader, listing.location(i));
    }
  }

  private static void assertThatNoExceptionOn(PhotographReader reader, Location location) {
    org.assertj.core.api.Assertions.assertThatNoException()
        .as(location.toString())
        .isThrownBy(() -> assertThat(reader.read(location)).isNotEmpty());
  }

  @Test
  void umlautsAndAccents() throws IOException {
    assertThat(rows("names/train")).isEqualTo(Map.of("F\u00FCchse", 3, "dogs", 3));
    Listing train = listing("normal-forms/train");
    ClassList classes = ClassList.ofSynsets(train.classNames());

    assertThat(rows("normal-forms/val", classes))
        .isEqualTo(Map.of("caf\u00E9", 3, "th\u00E9", 3))
        .isEqualTo(rows("normal-forms/train", classes));
  }

  @Test
  void whatOperatingSystemsLeave() throws IOException {
    assertThat(rows("junk/train")).isEqualTo(Map.of("cats", 3, "dogs", 3));
    assertThat(listing("junk/train").skipped())
        .singleElement()
        .asString()
        .contains("5 files that operating systems leave");
  }

  @Test
  void splitsAreNoClasses() {
    assertThatThrownBy(() -> rows("parent"))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("train and val")
        .hasMessageMatching(".*--input .*reports/parent/train");
  }

  @Test
  void webDatasets() throws IOException {
    assertThat(listing("wds/dots.tar").size()).isEqualTo(6);
    assertThat(rows("wds/dots.tar")).hasSize(2);
    assertThat(rows("wds/sidecars.tar")).isEqualTo(Map.of("0", 3, "1", 3));
    ClassList train = ClassList.ofSynsets(listing("wds/gap-train.tar").classNames());
    assertThat(train.classes())
        .extracting(each -> each.synset())
        .containsExactly("0", "1", "10", "11");
    assertThatThrownBy(() -> rows("wds/gap-val.tar", train))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll("the class 2 of", "is none of the 4 classes");
  }

  @Test
  void containers() throws IOException {
    Map<String, Integer> rows = rows("containers/photographs.tar");
    assertThat(rows).isEqualTo(Map.of("cats", 3, "dogs", 3));
    assertThat(rows("containers/photographs.zip")).isEqualTo(rows);
    assertThat(rows("containers/photographs.tar.gz")).isEqualTo(rows);
    assertThatThrownBy(() -> rows("labels/val/ILSVRC2012_val_00000001.JPEG"))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("is one photograph (JPEG)");
  }

  private static InputFiles find(String input) throws IOException {
    return InputFiles.find(List.of(REPORTS.resolve(input).toString()), HADOOP);
  }

  private static Listing listing(String input) throws IOException {
    return find(input).list(ArchiveIndexTest::indexHere, false);
  }

  private static Map<String, Integer> rows(String input) throws IOException {
    return rows(input, ClassList.ofSynsets(listing(input).classNames()));
  }

  /** How many photographs each class has. */
  private static Map<String, Integer> rows(String input, ClassList classes) throws IOException {
    PhotographList photographs = find(input).label(listing(input), classes);
    Map<String, Integer> rows = new TreeMap<>();
    for (int i = 0; i < photographs.size(); i++) {
      rows.merge(classes.classes().get(photographs.label(i)).synset(), 1, Integer::sum);
    }
    return rows;
  }
}
