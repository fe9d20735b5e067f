package org.alexnetspark.preprocess.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.alexnetspark.preprocess.Archives;
import org.alexnetspark.preprocess.LocalSpark;
import org.alexnetspark.preprocess.Photographs;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.dataset.ShardReader;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.image.ImageSize;
import org.alexnetspark.preprocess.image.Pixels;
import org.alexnetspark.preprocess.image.PreparedImage;
import org.alexnetspark.preprocess.image.RejectReason;
import org.alexnetspark.preprocess.image.RgbImage;
import org.alexnetspark.preprocess.input.Archive;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.InputFiles;
import org.alexnetspark.preprocess.input.Listing;
import org.alexnetspark.preprocess.input.PhotographList;
import org.alexnetspark.preprocess.input.UnusableInputException;
import org.alexnetspark.preprocess.job.DatasetFolder.ExistingSplit;
import org.alexnetspark.preprocess.statistics.ColorSums;
import org.alexnetspark.preprocess.statistics.ImageSums;
import org.alexnetspark.preprocess.statistics.MeanImage;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.alexnetspark.preprocess.statistics.StatisticsFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A split from folders of photographs to a published dataset, on Spark. */
class SplitJobTest {
  private static final int SIZE = 32;
  private static final SplitSettings SEVEN_SHARDS =
      new SplitSettings("train", Framing.CROP, SIZE, Encoding.RAW, 100_000, 1, 0, 1_000_000);
  private static final RejectLimit NONE = new RejectLimit("0");
  private static final Configuration HADOOP = new Configuration();
  private static final Map<String, String> VERSIONS = Map.of("test", "1");

  @TempDir Path temporary;
  private Path photographs;
  private Path output;

  @BeforeEach
  void drawPhotographs() throws IOException {
    photographs = Photographs.folders(temporary.resolve("photographs"), 3, 70);
    output = temporary.resolve("dataset");
  }

  @Test
  void sameBytesFromAnyNumberOfTasks() throws IOException {
    Map<String, String> one = make("one", 1);
    Map<String, String> two = make("two", 2);
    Map<String, String> seven = make("seven", 7);

    assertThat(one).hasSizeGreaterThan(7 + 4);
    assertThat(two).isEqualTo(one);
    assertThat(seven).isEqualTo(one);
  }

  @Test
  void sameBytesFromFoldersTarsAndZipFiles() throws IOException {
    Map<String, String> folders = make("from folders", 3);
    Map<String, byte[]> classTars = new TreeMap<>();
    for (String synset : List.of("c2", "c0", "c1")) {
      Map<String, byte[]> members = new TreeMap<>();
      for (int i = 0; i < 70; i++) {
        String name = "photo" + i + ".JPEG";
        members.put(name, Files.readAllBytes(photographs.resolve(synset).resolve(name)));
      }
      classTars.put(synset + ".tar", Archives.tar(members));
    }
    photographs = Files.write(temporary.resolve("train.tar"), Archives.tar(classTars));

    assertThat(make("from a tar of tars", 2)).isEqualTo(folders);

    photographs = Files.createDirectory(temporary.resolve("tars"));
    for (Map.Entry<String, byte[]> tar : classTars.entrySet()) {
      Files.write(photographs.resolve(tar.getKey()), tar.getValue());
    }
    assertThat(make("from a folder of tars", 2)).isEqualTo(folders);

    photographs = temporary.resolve("train.tar.gz");
    try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(photographs))) {
      out.write(Archives.tar(classTars));
    }
    assertThat(make("from a compressed tar", 2)).isEqualTo(folders);

    photographs = temporary.resolve("train.zip");
    try (var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(photographs))) {
      for (String synset : List.of("c2", "c0", "c1")) {
        for (int i = 0; i < 70; i++) {
          String name = synset + "/photo" + i + ".JPEG";
          out.putNextEntry(new java.util.zip.ZipEntry("train/" + name));
          out.write(Files.readAllBytes(temporary.resolve("photographs").resolve(name)));
        }
      }
    }
    assertThat(make("from a zip file", 2)).isEqualTo(folders);
  }

  private Map<String, String> make(String name, int tasks) throws IOException {
    output = temporary.resolve(name);
    publish(SEVEN_SHARDS, tasks, NONE);
    return contents(output);
  }

  @Test
  void anotherSeedGivesAnotherOrderOfTheSameImages() throws IOException {
    publish(settings("train", Encoding.RAW), 2, NONE);
    List<ImageRecord> first = read("train");
    output = temporary.resolve("other");
    publish(
        new SplitSettings("train", Framing.CROP, SIZE, Encoding.RAW, 350_000, 1, 1, 1_000_000),
        2,
        NONE);
    List<ImageRecord> second = read("train");

    assertThat(ids(second))
        .isNotEqualTo(ids(first))
        .containsExactlyInAnyOrderElementsOf(ids(first));
  }

  @Test
  void everyPhotographIsARowOnce() throws Exception {
    Dataset dataset = publish(settings("train", Encoding.RAW), 3, NONE);

    List<ImageRecord> records = read("train");
    PhotographList listed = listed(ClassList.of(dataset.classes()));
    assertThat(ids(records)).isNotEqualTo(ids(records).stream().sorted().toList());
    assertThat(ids(records).stream().sorted().toList())
        .isEqualTo(Stream.iterate(0L, id -> id + 1).limit(210).toList());
    ImagePreparer preparer = new ImagePreparer(SIZE, 1_000_000);
    for (ImageRecord record : records) {
      int id = (int) record.id();
      assertThat(record.path()).isEqualTo(listed.path(id));
      assertThat(record.label()).isEqualTo(listed.label(id));
      byte[] content = Files.readAllBytes(photographs.resolve(record.path()));
      assertThat(record.image().pixels()).isEqualTo(preparer.prepare(content).rgb());
    }
  }

  @Test
  void datasetJsonDescribesTheShards() throws IOException {
    Dataset made = publish(SEVEN_SHARDS, 3, NONE);

    Dataset read = Dataset.read(output.toString(), HADOOP);
    assertThat(read).isEqualTo(made);
    assertThat(read.imageSize()).isEqualTo(SIZE);
    assertThat(read.classes()).extracting(each -> each.synset()).containsExactly("c0", "c1", "c2");
    assertThat(read.split("train").images()).isEqualTo(210);
    assertThat(read.split("train").imagesPerClass()).containsExactly(70L, 70L, 70L);
    for (Shard shard : read.split("train").shards()) {
      Path file = output.resolve(shard.file());
      assertThat(shard.bytes()).isEqualTo(Files.size(file));
      assertThat(shard.sha256()).isEqualTo(sha256(Files.readAllBytes(file)));
      assertThat(shard.rowGroups().stream().mapToLong(rows -> rows).sum()).isEqualTo(shard.rows());
    }
    List<Long> rows = read.split("train").shards().stream().map(Shard::rows).toList();
    assertThat(rows).hasSize(7).allMatch(count -> count == 30);
  }

  @Test
  void makesAsManyShardsForEachWorkerEquallyLong() throws IOException {
    Dataset dataset =
        publish(
            new SplitSettings("train", Framing.CROP, SIZE, Encoding.RAW, 100_000, 4, 0, 1_000_000),
            2,
            NONE);

    List<Long> rows = dataset.split("train").shards().stream().map(Shard::rows).toList();
    assertThat(rows).hasSize(8).allMatch(count -> count == 26 || count == 27);
  }

  @Test
  void statisticsAreThoseOfTheRows() throws IOException {
    publish(settings("train", Encoding.RAW), 3, NONE);

    ImageSums sums = new ImageSums(SIZE);
    read("train").forEach(record -> sums.add(Pixels.swapRedAndBlue(record.image().pixels())));
    StatisticsFiles.of(sums)
        .forEach(
            (file, content) -> assertThat(output.resolve(file)).as(file).hasBinaryContent(content));
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(output.toString());
    assertThat(MeanImage.read(folder, HADOOP).values()).isEqualTo(sums.meanImage().values());
    assertThat(PrincipalComponents.read(folder, HADOOP).images()).isEqualTo(210);
  }

  @Test
  void sparkReadsTheShards() throws IOException {
    Files.write(photographs.resolve("c2/zz.JPEG"), new byte[0]);
    publish(settings("train", Encoding.RAW), 3, new RejectLimit("1"));

    SparkSession session = new SparkSession(LocalSpark.context().sc());
    List<Row> rows =
        session.read().parquet(output + "/train/part-*.parquet").orderBy("id").collectAsList();

    Map<Long, ImageRecord> records = new HashMap<>();
    read("train").forEach(record -> records.put(record.id(), record));
    assertThat(rows).hasSize(210);
    for (Row row : rows) {
      ImageRecord record = records.get(row.<Long>getAs("id"));
      assertThat(row.<Integer>getAs("label")).isEqualTo(record.label());
      assertThat(row.<String>getAs("synset")).isEqualTo("c" + record.label());
      Row image = row.getAs("image");
      assertThat(image.<String>getAs("origin")).isEqualTo(record.path());
      assertThat(image.<Integer>getAs("height")).isEqualTo(SIZE);
      assertThat(image.<Integer>getAs("nChannels")).isEqualTo(3);
      assertThat(image.<Integer>getAs("mode")).isEqualTo(16);
      byte[] bgr = image.getAs("data");
      assertThat(bgr[0]).isEqualTo(record.image().pixels()[2]);
      assertThat(bgr[1]).isEqualTo(record.image().pixels()[1]);
      assertThat(bgr[2]).isEqualTo(record.image().pixels()[0]);
    }
    // The folder by its name: there are rejects beside the shards.
    assertThat(
            session.read().option("pathGlobFilter", "*.parquet").parquet(output + "/train").count())
        .isEqualTo(210);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void wholeImagesAreRowsOfTheirOwnSizes(Encoding encoding) throws Exception {
    Files.write(photographs.resolve("c0/panorama.JPEG"), Photographs.jpeg(300, 20, 1));
    publish(whole("train", encoding), 3, NONE);

    ImagePreparer preparer = new ImagePreparer(Framing.WHOLE, SIZE, 1_000_000);
    Set<ImageSize> sizes = new HashSet<>();
    for (ImageRecord record : read("train")) {
      RgbImage stored = record.image();
      sizes.add(stored.size());
      byte[] content = Files.readAllBytes(photographs.resolve(record.path()));
      PreparedImage prepared = preparer.prepare(content);
      assertThat(stored.size()).isEqualTo(new ImageSize(prepared.width(), prepared.height()));
      assertThat(stored.size().shorter()).isEqualTo(SIZE);
      if (encoding == Encoding.RAW) {
        assertThat(stored.pixels()).isEqualTo(prepared.rgb());
      } else {
        assertThat(stored.pixels()).hasSameSizeAs(prepared.rgb());
      }
      if (record.path().contains("panorama")) {
        assertThat(stored.size()).isEqualTo(new ImageSize(4 * SIZE, SIZE));
      }
    }
    assertThat(sizes).hasSizeGreaterThan(10);
  }

  @Test
  void sparkReadsWholeImagesInItsImageSchemaEachOfItsSize() throws IOException {
    publish(whole("train", Encoding.RAW), 3, NONE);

    SparkSession session = new SparkSession(LocalSpark.context().sc());
    Map<Long, ImageRecord> records = new HashMap<>();
    read("train").forEach(record -> records.put(record.id(), record));
    List<Row> rows = session.read().parquet(output + "/train/part-*.parquet").collectAsList();
    assertThat(rows).hasSize(210);
    for (Row row : rows) {
      RgbImage stored = records.get(row.<Long>getAs("id")).image();
      assertThat(row.<Integer>getAs("imageWidth")).isEqualTo(stored.width());
      assertThat(row.<Integer>getAs("imageHeight")).isEqualTo(stored.height());
      Row image = row.getAs("image");
      assertThat(image.<Integer>getAs("width")).isEqualTo(stored.width());
      assertThat(image.<Integer>getAs("height")).isEqualTo(stored.height());
      assertThat(image.<byte[]>getAs("data")).isEqualTo(Pixels.swapRedAndBlue(stored.pixels()));
    }
  }

  @Test
  void wholeImagesHaveColourStatisticsAndNoMeanImageFromAnyNumberOfTasks() throws IOException {
    Dataset dataset = publish(whole("train", Encoding.RAW), 1, NONE);
    Map<String, String> one = contents(output);
    ColorSums sums = new ColorSums();
    read("train").forEach(record -> sums.add(Pixels.swapRedAndBlue(record.image().pixels())));

    assertThat(StatisticsFiles.of(sums)).containsOnlyKeys("stats/pca.json");
    assertThat(output.resolve("stats/pca.json"))
        .hasBinaryContent(StatisticsFiles.of(sums).get("stats/pca.json"));
    assertThat(one).doesNotContainKey("stats/mean.npy");
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(output.toString());
    assertThat(StatisticsFiles.fingerprint(dataset, folder, HADOOP)).matches("[0-9a-f]{64}");
    output = temporary.resolve("two-tasks");
    publish(whole("train", Encoding.RAW), 2, NONE);
    assertThat(contents(output)).isEqualTo(one);
  }

  private static SplitSettings whole(String split, Encoding encoding) {
    return new SplitSettings(split, Framing.WHOLE, SIZE, encoding, 350_000, 1, 0, 1_000_000);
  }

  @Test
  void jpegShardsHoldNearlyTheSamePixels() throws IOException {
    publish(settings("train", Encoding.JPEG), 3, NONE);
    Map<Long, byte[]> lossy = new HashMap<>();
    read("train").forEach(record -> lossy.put(record.id(), record.image().pixels()));
    output = temporary.resolve("raw");
    publish(settings("train", Encoding.RAW), 3, NONE);

    for (ImageRecord record : read("train")) {
      byte[] decoded = lossy.get(record.id());
      long difference = 0;
      for (int i = 0; i < decoded.length; i++) {
        difference += Math.abs((decoded[i] & 0xFF) - (record.image().pixels()[i] & 0xFF));
      }
      assertThat((double) difference / decoded.length).isLessThan(12);
    }
  }

  @Test
  void everyPhotographIsARowOrAReject() throws IOException {
    Files.write(photographs.resolve("c1/empty.JPEG"), new byte[0]);
    // Of three in two shards, two at least are counted together.
    for (int page = 0; page < 3; page++) {
      Files.writeString(photographs.resolve("c1/page" + page + ".JPEG"), "<html>");
    }
    byte[] jpeg = Photographs.jpeg(90, 60, 1);
    Files.write(photographs.resolve("c2/cut.JPEG"), Arrays.copyOf(jpeg, 900));

    Dataset dataset = publish(settings("train", Encoding.RAW), 3, new RejectLimit("5"));

    assertThat(dataset.split("train").shards()).hasSize(2);
    assertThat(dataset.split("train").images()).isEqualTo(210);
    assertThat(dataset.split("train").rejects()).isEqualTo(5);
    assertThat(Files.readAllLines(output.resolve("train/rejects.jsonl")))
        .hasSize(5)
        .anyMatch(line -> line.contains("empty.JPEG") && line.contains("\"reason\":\"empty\""))
        .anyMatch(line -> line.contains("page2.JPEG") && line.contains("\"unknown-format\""))
        .anyMatch(line -> line.contains("cut.JPEG") && line.contains("\"truncated\""));
    assertThat(RejectReason.values()).hasSize(7);
  }

  /** Only a process that ends without an exception speaks against the photograph it was at. */
  @Test
  void whatJavaCatchesFailsTheTaskHoweverOftenItIsTried() throws IOException {
    SplitSettings settings = settings("train", Encoding.RAW);
    List<String> synsets = List.of("c0", "c1", "c2");
    ShardPlan.Assignment assignment =
        new ShardPlan(listed(ClassList.ofSynsets(synsets)), settings).assignments().get(0);
    String first = assignment.photographs().path(0);
    for (int attempt = 0; attempt < 4; attempt++) {
      ShardMaker maker = maker(settings, List.of(), attempt);
      assertThatThrownBy(() -> maker.make(assignment))
          .as("a synset that is missing is a mistake of the program")
          .isInstanceOf(IllegalStateException.class)
          .hasNoCause()
          .hasMessageContaining(first);
    }
    Files.delete(photographs.resolve(first));
    for (int attempt = 0; attempt < 4; attempt++) {
      ShardMaker maker = maker(settings, synsets, attempt);
      assertThatThrownBy(() -> maker.make(assignment))
          .as("a photograph that cannot be read")
          .isInstanceOf(FileNotFoundException.class)
          .hasMessageContaining(first);
    }
  }

  private ShardMaker maker(SplitSettings settings, List<String> synsets, int attempt) {
    ShardMaker.Work work =
        new ShardMaker.Work(settings, synsets, temporary.resolve("attempt").toString());
    return new ShardMaker(work, synsets.size() + "-" + attempt, attempt, HADOOP);
  }

  @Test
  void tooManyRejectsPublishNothing() throws IOException {
    Files.writeString(photographs.resolve("c0/page.JPEG"), "<html>");

    assertThatThrownBy(() -> publish(settings("train", Encoding.RAW), 3, NONE))
        .rootCause()
        .isInstanceOf(TooManyRejectsException.class)
        .hasMessageContaining("1 of 211 files")
        .hasMessageContaining("--max-rejects 0 allows 0")
        .hasMessageContaining("page.JPEG (unknown-format");
    assertThat(output.resolve("train")).doesNotExist();
    assertThat(output.resolve("dataset.json")).doesNotExist();
  }

  @Test
  void aFailureLeavesTheDatasetAsItWas() throws IOException {
    publish(settings("train", Encoding.RAW), 3, NONE);
    Map<String, String> before = contents(output);
    Files.writeString(photographs.resolve("c0/page.JPEG"), "<html>");

    assertThatThrownBy(
            () -> publish(settings("train", Encoding.RAW), 3, NONE, ExistingSplit.REPLACE))
        .hasRootCauseInstanceOf(TooManyRejectsException.class);
    Map<String, String> after = contents(output);
    after.keySet().removeIf(file -> file.startsWith("_temporary/"));
    assertThat(after).isEqualTo(before);
  }

  @Test
  void theJobEndsOnceTheLimitCannotBeKeptAndItsShardsStay() throws IOException {
    Map<String, String> whole = makeWithPages("whole");
    output = temporary.resolve("limited");
    DatasetFolder folder = DatasetFolder.open(output.toString(), HADOOP);
    ClassList classes = ClassList.ofSynsets(List.of("c0", "c1", "c2"));
    PhotographList listed = listed(classes);

    try (Staging staging = folder.beginStaging("train", "run", Map.of(), Staging.Leftovers.USE)) {
      assertThatThrownBy(() -> shards(staging, listed, classes, NONE))
          .rootCause()
          .isInstanceOf(TooManyRejectsException.class)
          .hasMessageContaining(" not looked at yet)");
      assertThat(staging.holdsFinishedShards()).isTrue();
    }
    try (Staging staging = folder.beginStaging("train", "run", Map.of(), Staging.Leftovers.USE)) {
      assertThatThrownBy(() -> shards(staging, listed, classes, NONE))
          .as("known from what is there, before any work")
          .isInstanceOf(TooManyRejectsException.class);
      publish(folder, staging, classes, shards(staging, listed, classes, new RejectLimit("3")));
    }
    assertThat(contents(output)).isEqualTo(whole);
  }

  /** In every shard some, so that the first one tells already. */
  private Map<String, String> makeWithPages(String name) throws IOException {
    for (int page = 0; page < 3; page++) {
      Files.writeString(photographs.resolve("c" + page + "/page.JPEG"), "<html>");
    }
    output = temporary.resolve(name);
    publish(SEVEN_SHARDS, 2, new RejectLimit("3"));
    return contents(output);
  }

  @Test
  void aFailureWhilePublishingLeavesNothingThatLooksFinishedAndLosesNothing() throws IOException {
    Map<String, String> whole = make("whole", 2);
    output = temporary.resolve("failed");
    DatasetFolder folder = DatasetFolder.open(output.toString(), HADOOP);
    ClassList classes = ClassList.ofSynsets(List.of("c0", "c1", "c2"));
    PhotographList listed = listed(classes);
    SplitOutcome first;
    try (Staging staging = folder.beginStaging("train", "run", Map.of(), Staging.Leftovers.USE)) {
      first = shards(staging, listed, classes, NONE);
      SplitOutcome outcome = first;
      // A file cannot be made below a file: the shards are in place by then.
      Map<String, byte[]> statistics = Map.of("train/rejects.jsonl/mean.npy", new byte[1]);

      assertThatThrownBy(
              () -> folder.publish(staging, SEVEN_SHARDS, classes, outcome, statistics, Map.of()))
          .isInstanceOf(IOException.class);
    }
    assertThat(output.resolve("train")).doesNotExist();
    assertThat(output.resolve("dataset.json")).doesNotExist();

    try (Staging staging = folder.beginStaging("train", "run", Map.of(), Staging.Leftovers.USE)) {
      SplitOutcome again = shards(staging, listed, classes, NONE);
      assertThat(again).as("made once").isEqualTo(first);
      publish(folder, staging, classes, again);
    }
    assertThat(contents(output)).isEqualTo(whole);
  }

  @Test
  void aRunKilledWhenItsShardsWereInPlaceLosesNothing() throws IOException {
    Map<String, String> whole = make("whole", 2);
    output = temporary.resolve("killed");
    DatasetFolder folder = DatasetFolder.open(output.toString(), HADOOP);
    ClassList classes = ClassList.ofSynsets(List.of("c0", "c1", "c2"));
    PhotographList listed = listed(classes);
    SplitOutcome first;
    try (Staging staging = folder.beginStaging("train", "run", Map.of(), Staging.Leftovers.USE)) {
      first = shards(staging, listed, classes, NONE);
    }
    FileSystem files = FileSystem.getLocal(HADOOP);
    for (ShardOutcome outcome : first.shards()) {
      files.mkdirs(new org.apache.hadoop.fs.Path(output + "/train"));
      files.rename(
          new AttemptFolder(new org.apache.hadoop.fs.Path(outcome.folder())).shard(),
          new org.apache.hadoop.fs.Path(output + "/" + outcome.shard().file()));
    }

    try (Staging staging = folder.beginStaging("train", "run", Map.of(), Staging.Leftovers.USE)) {
      SplitOutcome again = shards(staging, listed, classes, NONE);
      assertThat(again).isEqualTo(first);
      publish(folder, staging, classes, again);
    }
    assertThat(contents(output)).isEqualTo(whole);
  }

  @Test
  void aRunKilledWhenItsSplitWasNamedHasNothingLeftToMake() throws IOException {
    Map<String, String> whole = make("whole", 2);
    output = temporary.resolve("named");
    DatasetFolder folder = DatasetFolder.open(output.toString(), HADOOP);
    ClassList classes = ClassList.ofSynsets(List.of("c0", "c1", "c2"));
    Path kept = temporary.resolve("kept");
    try (Staging staging = folder.beginStaging("train", "run", Map.of(), Staging.Leftovers.USE)) {
      SplitOutcome outcome = shards(staging, listed(classes), classes, NONE);
      assertThat(folder.finishPublication("train")).isFalse();
      FileSystem files = FileSystem.getLocal(HADOOP);
      publish(folder, staging, classes, outcome);
      files.rename(staging.path(), new org.apache.hadoop.fs.Path(kept.toString()));
    }
    Files.createDirectories(output.resolve("_temporary/train"));
    Files.move(kept, output.resolve("_temporary/train/run"));
    Files.delete(output.resolve("train/_SUCCESS"));

    assertThat(DatasetFolder.open(output.toString(), HADOOP).finishPublication("train")).isTrue();
    assertThat(contents(output)).isEqualTo(whole);
  }

  private static void publish(
      DatasetFolder folder, Staging staging, ClassList classes, SplitOutcome outcome)
      throws IOException {
    folder.publish(
        staging,
        SEVEN_SHARDS,
        classes,
        outcome,
        StatisticsFiles.of(new StatisticsJob(LocalSpark.context(), SEVEN_SHARDS).run(outcome)),
        VERSIONS);
  }

  @Test
  void addsASplitWithTheSameClasses() throws IOException {
    Dataset train = publish(settings("train", Encoding.RAW), 3, NONE);
    Map<String, String> before = contents(output.resolve("stats"));
    photographs = temporary.resolve("val");
    Files.createDirectories(photographs.resolve("c2"));
    Files.write(photographs.resolve("c2/one.JPEG"), Photographs.jpeg(40, 40, 1));

    Dataset both = publish(settings("val", Encoding.RAW), 1, NONE);

    assertThat(both.classes()).isEqualTo(train.classes());
    assertThat(both.split("train")).isEqualTo(train.split("train"));
    assertThat(both.split("val").imagesPerClass()).containsExactly(0L, 0L, 1L);
    assertThat(read("val")).singleElement().matches(record -> record.label() == 2);
    assertThat(contents(output.resolve("stats"))).isEqualTo(before);
    assertThat(both.fingerprint()).isNotEqualTo(train.fingerprint());
  }

  @Test
  void refusesWhatDoesNotFitTheDataset() throws IOException {
    publish(settings("train", Encoding.RAW), 3, NONE);

    assertUnusable(settings("train", Encoding.RAW), "a split \"train\" already", "--overwrite");
    assertUnusable(settings("val", Encoding.JPEG), "--encoding jpeg", "made with --encoding raw");
    assertUnusable(
        new SplitSettings("val", Framing.CROP, 64, Encoding.RAW, 100_000, 1, 0, 1_000_000),
        "--size 64",
        "made with --size 32");
    assertUnusable(
        new SplitSettings("val", Framing.WHOLE, SIZE, Encoding.RAW, 100_000, 1, 0, 1_000_000),
        "--framing whole",
        "made with --framing crop");
    Files.createDirectories(photographs.resolve("c9"));
    Files.write(photographs.resolve("c9/one.JPEG"), Photographs.jpeg(40, 40, 1));
    assertUnusable(settings("val", Encoding.RAW), "the class c9 of");
  }

  @Test
  void needsClassesBeforeOtherSplits() {
    assertUnusable(settings("val", Encoding.RAW), "--split val", "make --split train first");
    assertThat(output).doesNotExist();
  }

  @Test
  void overwritesASplitWhenAsked() throws IOException {
    Dataset first = publish(settings("train", Encoding.RAW), 3, NONE);
    Files.delete(photographs.resolve("c0/photo0.JPEG"));

    Dataset second = publish(settings("train", Encoding.RAW), 3, NONE, ExistingSplit.REPLACE);

    assertThat(second.split("train").images()).isEqualTo(209);
    assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
    assertThat(read("train")).hasSize(209);
  }

  @Test
  void cleansUpAfterAKilledRun() throws IOException {
    // Killed while it made shards, and killed after the shards were put into place.
    Files.createDirectories(output.resolve("_temporary/train/dead/attempt-0-0"));
    Files.createDirectories(output.resolve("train"));
    Files.writeString(output.resolve("train/part-99999.parquet"), "half");

    publish(settings("train", Encoding.RAW), 3, NONE);

    assertThat(output.resolve("_temporary")).doesNotExist();
    assertThat(output.resolve("train/part-99999.parquet")).doesNotExist();
    assertThat(output.resolve("train/_SUCCESS")).exists();
  }

  @Test
  void aResumedRunMakesOnlyWhatIsMissing() throws IOException {
    Map<String, String> whole = make("whole", 2);
    output = temporary.resolve("resumed");
    DatasetFolder folder = DatasetFolder.open(output.toString(), HADOOP);
    ClassList classes = ClassList.ofSynsets(List.of("c0", "c1", "c2"));
    PhotographList listed = listed(classes);
    SplitOutcome interrupted;
    try (Staging staging =
        folder.beginStaging("train", "run", Map.of(), Staging.Leftovers.REMOVE)) {
      interrupted = shards(staging, listed, classes);
    }
    // Killed before shard 2 had its outcome, and after shard 5 was gathered for publishing.
    AttemptFolder unfinished = attempt(interrupted, 2);
    Files.delete(Path.of(unfinished.outcome().toUri()));
    AttemptFolder gathered = attempt(interrupted, 5);
    org.apache.hadoop.fs.Path ready =
        new org.apache.hadoop.fs.Path(output + "/_temporary/train/run/ready");
    FileSystem files = FileSystem.getLocal(HADOOP);
    files.mkdirs(ready);
    files.rename(gathered.shard(), new org.apache.hadoop.fs.Path(ready, "part-00005.parquet"));

    Dataset resumed;
    try (Staging staging = folder.beginStaging("train", "run", Map.of(), Staging.Leftovers.USE)) {
      SplitOutcome outcome = shards(staging, listed, classes);

      for (int shard = 0; shard < 7; shard++) {
        if (shard != 2) {
          assertThat(outcome.shards().get(shard)).isEqualTo(interrupted.shards().get(shard));
        }
      }
      assertThat(outcome.shards().get(2).folder()).isNotEqualTo(unfinished.path().toString());
      resumed =
          folder.publish(
              staging,
              SEVEN_SHARDS,
              classes,
              outcome,
              StatisticsFiles.of(
                  new StatisticsJob(LocalSpark.context(), SEVEN_SHARDS).run(outcome)),
              VERSIONS);
    }
    assertThat(resumed.split("train").images()).isEqualTo(210);
    assertThat(contents(output)).isEqualTo(whole);
  }

  @Test
  void aRunOfOtherInputIsNotResumed() throws IOException {
    Path attempt = Files.createDirectories(output.resolve("_temporary/train/other/attempt-1"));
    Files.writeString(attempt.resolve("outcome.json"), "{}");
    Files.writeString(
        output.resolve("_temporary/train/found.json"), "{\"photographs\":\"7\",\"spark\":\"3\"}");
    DatasetFolder folder = DatasetFolder.open(output.toString(), HADOOP);

    assertThatThrownBy(
            () ->
                folder.beginStaging(
                    "train",
                    "run",
                    Map.of("photographs", "8", "spark", "3"),
                    Staging.Leftovers.USE))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("--resume: ")
        .hasMessageContaining("had photographs 7 (now 8);");
    assertThat(attempt).exists();
  }

  private static SplitOutcome shards(Staging staging, PhotographList listed, ClassList classes) {
    return shards(staging, listed, classes, NONE);
  }

  private static SplitOutcome shards(
      Staging staging, PhotographList listed, ClassList classes, RejectLimit maxRejects) {
    return new ShardJob(LocalSpark.context(), SEVEN_SHARDS, classes)
        .run(new ShardPlan(listed, SEVEN_SHARDS), 7, staging.path(), maxRejects, done -> {});
  }

  private static AttemptFolder attempt(SplitOutcome outcome, int shard) {
    return new AttemptFolder(new org.apache.hadoop.fs.Path(outcome.shards().get(shard).folder()));
  }

  @Test
  void leavesForeignFoldersAlone() throws IOException {
    Files.createDirectories(output);
    Files.writeString(output.resolve("thesis.txt"), "years of work");

    assertUnusable(settings("train", Encoding.RAW), "holds thesis.txt but no dataset.json");
  }

  private void assertUnusable(SplitSettings settings, String... words) {
    assertThatThrownBy(() -> publish(settings, 1, NONE))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll(words);
  }

  private Dataset publish(SplitSettings settings, int tasks, RejectLimit maxRejects)
      throws IOException {
    return publish(settings, tasks, maxRejects, ExistingSplit.KEEP);
  }

  private Dataset publish(
      SplitSettings settings, int tasks, RejectLimit maxRejects, ExistingSplit existing)
      throws IOException {
    DatasetFolder folder = DatasetFolder.open(output.toString(), HADOOP);
    folder.checkAccepts(settings, existing);
    Listing listing = listing();
    ClassList classes = ClassChoice.choose(folder, Optional.empty(), listing, settings.split());
    return run(folder, settings, tasks, maxRejects, classes).dataset();
  }

  private SplitJob.Made run(
      DatasetFolder folder,
      SplitSettings settings,
      int tasks,
      RejectLimit maxRejects,
      ClassList classes)
      throws IOException {
    PhotographList listed = listed(classes);
    HeardSplitJob heard = new HeardSplitJob();
    SplitJob job =
        new SplitJob(
            LocalSpark.context(), folder, settings, maxRejects, VERSIONS, OptionalInt.of(tasks));
    SplitJob.Made made = job.run(new SplitJob.Listed(classes, listed), Map.of(), heard);
    assertThat(heard.progress()).contains((long) listed.size());
    assertThat(heard.words()).startsWith("begins", "shards").endsWith("published");
    return made;
  }

  private static SplitSettings settings(String split, Encoding encoding) {
    return new SplitSettings(split, Framing.CROP, SIZE, encoding, 350_000, 1, 0, 1_000_000);
  }

  private InputFiles input() throws IOException {
    return InputFiles.find(List.of(photographs.toString()), HADOOP);
  }

  private Listing listing() throws IOException {
    return input()
        .list(
            new IndexJob(
                LocalSpark.context(),
                new org.apache.hadoop.fs.Path(temporary + "/unpacked"),
                Archive.LABEL_FIELD),
            false);
  }

  private PhotographList listed(ClassList classes) throws IOException {
    return input().label(listing(), classes);
  }

  private List<ImageRecord> read(String split) throws IOException {
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(output.toString());
    List<ImageRecord> records = new ArrayList<>();
    for (Shard shard : Dataset.read(folder, HADOOP).split(split).shards()) {
      try (ShardReader reader = new ShardReader(folder, shard, HADOOP)) {
        for (int group = 0; group < reader.rowGroups(); group++) {
          records.addAll(reader.readRowGroup(group));
        }
      }
    }
    return records;
  }

  private static List<Long> ids(List<ImageRecord> records) {
    return records.stream().map(ImageRecord::id).toList();
  }

  /** The sums of all files by path. */
  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        contents.put(folder.relativize(file).toString(), sha256(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
