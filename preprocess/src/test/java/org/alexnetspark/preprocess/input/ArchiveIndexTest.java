package org.alexnetspark.preprocess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.preprocess.Archives;
import org.alexnetspark.preprocess.image.ImageRejectedException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photographs in tars and SequenceFiles: all are found, or it is said what is wrong. */
class ArchiveIndexTest {
  private static final Configuration HADOOP = new Configuration();
  private static final String LONG_NAME = "n01/" + "x".repeat(140) + " 写真 #1 100%.JPEG";

  @TempDir Path folder;

  /** Indexes archives without a cluster. */
  static List<ArchiveIndex> indexHere(List<Archive> archives) {
    return indexHere(archives, Archive.LABEL_FIELD);
  }

  static List<ArchiveIndex> indexHere(List<Archive> archives, String labelField) {
    return archives.stream()
        .map(
            archive -> {
              try {
                return ArchiveReader.index(
                    archive,
                    new org.apache.hadoop.fs.Path(System.getProperty("java.io.tmpdir")),
                    labelField,
                    HADOOP);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  @Test
  void findsThePhotographsOfATarOfClassTars() throws Exception {
    write(
        "train.tar",
        Archives.tar(
            Map.of(
                "n02.tar", Archives.tar(photographs("n02_1.JPEG", "n02_2.JPEG")),
                "n01.tar", Archives.tar(photographs("n01_9.JPEG")))));

    assertThat(contents("train.tar"))
        .isEqualTo(
            expected(
                "n01/n01_9.JPEG", "n01_9.JPEG",
                "n02/n02_1.JPEG", "n02_1.JPEG",
                "n02/n02_2.JPEG", "n02_2.JPEG"));
    assertThat(listing("train.tar").classNames()).containsExactly("n01", "n02");
  }

  @Test
  void findsClassFoldersInATar() throws Exception {
    write("all.tar", Archives.tar(photographs("./train/n01/a.jpg", "train/n02/b.jpg", LONG_NAME)));

    assertThat(contents("all.tar").keySet())
        .containsExactlyInAnyOrder("n01/a.jpg", "n02/b.jpg", LONG_NAME);
  }

  @Test
  void aFlatTarInAFolderOfTarsIsAClass() throws Exception {
    write("train/n01.tar", Archives.tar(photographs("a.jpg")));
    write("train/n02.tar", Archives.tar(photographs("a.jpg", "b.jpg")));

    assertThat(contents("train").keySet())
        .containsExactlyInAnyOrder("n01/a.jpg", "n02/a.jpg", "n02/b.jpg");
  }

  @Test
  void withLabelsATarIsLikeAFolder() throws Exception {
    write("val.tar", Archives.tar(photographs("b.jpg", "a.jpg")));
    Path truth = Files.writeString(folder.resolve("truth.txt"), "2\n1\n");
    Path synsets = Files.writeString(folder.resolve("synsets.txt"), "n01\nn02\n");
    ClassList classes = ClassList.read(synsets.toString(), HADOOP);
    InputFiles input = input("val.tar");

    PhotographList labelled =
        input.label(
            input.list(ArchiveIndexTest::indexHere, true),
            LabelFile.read(truth.toString(), classes, HADOOP));

    assertThat(List.of(labelled.path(0), labelled.path(1))).containsExactly("a.jpg", "b.jpg");
    assertThat(List.of(labelled.label(0), labelled.label(1))).containsExactly(1, 0);
  }

  @Test
  void readsTheClassesOfAWebDataset() throws Exception {
    Map<String, byte[]> members = photographs("000.jpg", "001.png", "sub/002.jpg");
    members.put("000.cls", "n02".getBytes(StandardCharsets.US_ASCII));
    members.put("000.json", "{}".getBytes(StandardCharsets.US_ASCII));
    members.put("001.cls", "0\n".getBytes(StandardCharsets.US_ASCII));
    members.put("sub/002.cls", "1".getBytes(StandardCharsets.US_ASCII));
    write("web/shard-000000.tar", Archives.tar(members));
    InputFiles input = input("web");

    PhotographList labelled =
        input.label(listing("web"), ClassList.ofSynsets(List.of("n01", "n02")));

    assertThat(List.of(labelled.path(0), labelled.path(1), labelled.path(2)))
        .containsExactly("000.jpg", "001.png", "sub/002.jpg");
    assertThat(List.of(labelled.label(0), labelled.label(1), labelled.label(2)))
        .containsExactly(1, 0, 1);
  }

  @Test
  void findsTheRecordsOfASequenceFile() throws Exception {
    sequenceFile("seq/part-00000", CompressionType.NONE, new BytesWritable(bytes("first")));

    assertThat(contents("seq"))
        .isEqualTo(expected("n01/a0.jpg", "first", "n01/a1.jpg", "first", "n02/b.jpg", "second"));
  }

  @Test
  void refusesASequenceFileOfAnotherKind() throws Exception {
    sequenceFile("compressed", CompressionType.BLOCK, new BytesWritable(bytes("first")));
    sequenceFile("numbers", CompressionType.NONE, new IntWritable(1));

    assertUnusable("compressed", "is a compressed SequenceFile", "CompressionType.NONE");
    assertUnusable("numbers", "of org.apache.hadoop.io.Text and org.apache.hadoop.io.IntWritable");
  }

  @Test
  void anyCutOfATarIsNoticed() throws Exception {
    byte[] whole = Archives.tar(photographs("n01/a.jpg", "n01/b.jpg"));
    int end = 4 * 512; // two headers, two contents
    for (int length : new int[] {0, 1, 511, 512, 700, 1024, 1500, 1536, end - 1, end}) {
      write("cut.tar", Arrays.copyOf(whole, length));
      assertUnusable("cut.tar", "cut.tar: is no tar, or is cut off");
    }
  }

  @Test
  void aCutTarInsideATarIsNamed() throws Exception {
    byte[] inner = Archives.tar(photographs("a.jpg"));
    write(
        "train.tar", Archives.tar(Map.of("n01.tar", inner, "n02.tar", Arrays.copyOf(inner, 1024))));

    assertUnusable("train.tar", "train.tar (n02.tar inside it): is no tar, or is cut off");
  }

  @Test
  void saysWhatElseIsWrong() throws Exception {
    write("empty.tar", Archives.tar(Map.of()));
    write("garbage.tar", Archives.tar(Map.of("n01.tar", new byte[1024])));
    write("twice.tar", Archives.tarTwice("n01/a.jpg", bytes("x")));
    write("link.tar", Archives.tarOfLink("n01/a.jpg", "n01/b.jpg"));
    write(
        "deep.tar",
        Archives.tar(
            Map.of(
                "a.tar",
                Archives.tar(
                    Map.of(
                        "b.tar",
                        Archives.tar(Map.of("c.tar", Archives.tar(photographs("d.jpg")))))))));
    write("zipped.tar", new byte[] {0x1F, (byte) 0x8B, 8, 0});
    byte[] damaged = Archives.tar(photographs("n01/a.jpg", "n01/b.jpg"));
    damaged[1024 + 3] ^= 0x20; // the second header
    write("damaged.tar", damaged);
    Map<String, byte[]> unclassed = photographs("000.jpg", "001.jpg");
    unclassed.put("000.cls", bytes("n01"));
    write("unclassed.tar", Archives.tar(unclassed));

    assertUnusable("empty.tar", "empty.tar: holds no photographs");
    assertUnusable("garbage.tar", "(n01.tar inside it): holds no photographs");
    assertUnusable("twice.tar", "holds n01/a.jpg twice");
    assertUnusable("link.tar", "holds n01/a.jpg, which is no plain file");
    assertUnusable("deep.tar", "b.tar in a tar in a tar");
    assertUnusable("zipped.tar", "zipped.tar: ends early");
    assertUnusable("damaged.tar", "damaged near byte", "checksum");
    assertUnusable("unclassed.tar", "holds 001.jpg but no 001.cls");
  }

  @Test
  void onePathInTwoInputsIsAnError() throws Exception {
    write("a/n01.tar", Archives.tar(photographs("x.jpg")));
    write("b/n01/x.jpg", bytes("x"));
    write("b/n02/y.jpg", bytes("x"));
    InputFiles both = InputFiles.find(List.of(folder + "/a", folder + "/b"), HADOOP);

    assertThatThrownBy(
            () ->
                both.label(
                    both.list(ArchiveIndexTest::indexHere, false),
                    ClassList.ofSynsets(List.of("n01", "n02"))))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll("n01/x.jpg", "a/n01.tar", "b/n01/x.jpg");
  }

  private void assertUnusable(String input, String... words) {
    assertThatThrownBy(() -> listing(input))
        .as(input)
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll(words);
  }

  private InputFiles input(String name) throws IOException {
    return InputFiles.find(List.of(folder + "/" + name), HADOOP);
  }

  private Listing listing(String name) throws IOException {
    return input(name).list(ArchiveIndexTest::indexHere, false);
  }

  /** What the reader makes of the listing. */
  private Map<String, String> contents(String name) throws IOException, ImageRejectedException {
    Listing listing = listing(name);
    Map<String, String> contents = new TreeMap<>();
    try (PhotographReader reader = new PhotographReader(HADOOP)) {
      for (int i = 0; i < listing.size(); i++) {
        contents.put(
            listing.path(i), new String(reader.read(listing.location(i)), StandardCharsets.UTF_8));
      }
    }
    return contents;
  }

  private static Map<String, String> expected(String... pathsAndContents) {
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      expected.put(pathsAndContents[i], pathsAndContents[i + 1]);
    }
    return expected;
  }

  /** Each holds its own name. */
  private static Map<String, byte[]> photographs(String... names) {
    Map<String, byte[]> photographs = new LinkedHashMap<>();
    for (String name : names) {
      photographs.put(name, bytes(name));
    }
    return photographs;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void sequenceFile(String name, CompressionType compression, Writable first)
      throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (SequenceFile.Writer writer =
        SequenceFile.createWriter(
            HADOOP,
            SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(file.toString())),
            SequenceFile.Writer.keyClass(Text.class),
            SequenceFile.Writer.valueClass(first.getClass()),
            SequenceFile.Writer.compression(compression))) {
      writer.append(new Text("train/n01/a0.jpg"), first);
      writer.sync();
      writer.append(new Text("n01/a1.jpg"), first);
      if (first instanceof BytesWritable) {
        writer.append(new Text("n02/b.jpg"), new BytesWritable(bytes("second")));
      }
    }
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
