package org.alexnetspark.jobs.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.evaluate.TinyTask;
import org.alexnetspark.jobs.run.FullDisk;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.specification.Vgg;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.image.ImageRejectedException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model exported to ONNX: in onnxruntime, and back in the commands that use models. */
@LocalSpark(slots = 2)
class ExportCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SIZE = 256;

  private static TinyTask task;

  @TempDir private static Path folder;
  private static Path onnx;

  @BeforeAll
  static void export() {
    task = TinyTask.get();
    onnx = folder.resolve("model.onnx");
    assertThat(
            run("export", "--model", task.model(1), "--format", "onnx", "--output", onnx).errors())
        .isEmpty();
  }

  @AfterEach
  void makeSpace() {
    FullDisk.leave(Long.MAX_VALUE);
  }

  @Test
  void onnxRuntimeGivesTheProbabilitiesOfThisProjectsNetwork() throws IOException {
    List<ImageRecord> images = task.images("val");
    double[][] expected = task.probabilities(images, 1, 1);

    for (int i = 0; i < images.size(); i++) {
      requireSame(answer(onnx, images.get(i).image().pixels()), expected[i]);
    }
  }

  /** predict's own answers, from the file to the probabilities, at the paper's crop. */
  @Test
  void realPhotographsGetThePredictionsOfTheModel() throws IOException {
    Path photographs = Path.of(System.getProperty("alexnetspark.data", "../../shared/data"), "val");
    Assumptions.assumeTrue(Files.isDirectory(photographs), "no " + photographs.toAbsolutePath());
    List<Path> files;
    try (Stream<Path> all = Files.walk(photographs)) {
      files = all.filter(file -> file.toString().endsWith(".JPEG")).sorted().limit(20).toList();
    }

    for (Path file : files) {
      JsonNode line = predict(task.model(1), file).get(0);
      double[] expected = new double[10];
      for (JsonNode guess : line.get("classes")) {
        expected[task.synsets().indexOf(guess.get("synset").asText())] =
            guess.get("probability").asDouble();
      }
      requireSame(answer(onnx, prepared(file)), expected);
    }
  }

  @Test
  void theFileIsUsedWhereAModelIs() throws IOException {
    Path photographs = task.photographs("val");

    assertThat(predict(onnx.toString(), photographs))
        .isEqualTo(predict(task.model(1), photographs));
    assertThat(evaluate(onnx.toString())).isEqualTo(evaluate(task.model(1)));
    assertThat(evaluate(onnx + "," + task.model(2)))
        .isEqualTo(evaluate(task.model(1) + "," + task.model(2)));
    assertThat(features(onnx.toString())).isEqualTo(features(task.model(1)));
  }

  /** One round from either: the same start, so the same model. */
  @Test
  void trainingStartsFromTheFile() throws IOException {
    Path fromOnnx = trainedFrom(onnx.toString(), "from-onnx");
    Path fromZip = trainedFrom(task.model(1), "from-zip");

    assertThat(NetworkArchive.read(fromOnnx).parameters())
        .isEqualTo(NetworkArchive.read(fromZip).parameters());
    assertThat(NetworkArchive.read(fromOnnx).mean()).isEqualTo(NetworkArchive.read(fromZip).mean());
  }

  @Test
  void anotherNetworkAndOtherInputsAreExported() throws IOException {
    String vgg =
        task.write(
            "vgg.zip",
            Vgg.A.paper(10).withCrop(32).withWidth(0.02),
            new float[Vgg.A.paper(10).withCrop(32).withWidth(0.02).parameterCount()],
            task.mean(),
            task.synsets());
    for (String input : List.of("nhwc", "nchw", "prepared")) {
      Path file = folder.resolve("vgg-" + input + ".onnx");

      CapturedRun exported =
          run("export", "--model", vgg, "--graph-input", input, "--output", file);

      assertThat(exported.status()).as(exported.errors()).isZero();
      assertThat(exported.output())
          .contains("vgg-a of ")
          .contains(
              switch (input) {
                case "nhwc" -> "image, uint8 [N,256,256,3]";
                case "nchw" -> "image, uint8 [N,3,256,256]";
                default -> "image, float [N,3,32,32]";
              })
          .contains("probabilities, float [N,10]")
          .contains("export: file:");
      assertThat(predict(file.toString(), task.photographs("val"))).hasSize(20);
    }
  }

  @Test
  void theFileIsCompleteOrAbsent() throws IOException {
    Path place = folder.resolve("full");
    Path older = Files.createDirectories(place).resolve("model.onnx");
    Files.writeString(older, "an older one");
    String uri = FullDisk.SCHEME + "://" + older;
    try (SparkForTests settings =
        SparkForTests.local(1)
            .with("spark.hadoop." + FullDisk.FILE_SYSTEM_SETTING, FullDisk.class.getName())
            .with("spark.hadoop." + FullDisk.CONTEXT_SETTING, FullDisk.Context.class.getName())) {
      FullDisk.leave(10_000);
      CapturedRun failed = run("export", "--model", task.model(1), "--output", uri);
      assertThat(failed.status()).isEqualTo(1);
      assertThat(failed.errorLine()).contains("No space left");
      assertThat(older).hasContent("an older one");

      FullDisk.leave(Long.MAX_VALUE);
      assertThat(run("export", "--model", task.model(1), "--output", uri).status()).isZero();
    }
    assertThat(Files.readAllBytes(older)).isEqualTo(Files.readAllBytes(onnx));
    try (Stream<Path> files = Files.list(place)) {
      assertThat(files).containsExactly(older);
    }
  }

  @Test
  void whatCannotBeUsedIsOneLine() throws IOException {
    Path cut = folder.resolve("cut.onnx");
    byte[] whole = Files.readAllBytes(onnx);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    Path torch = Path.of("../model/src/test/resources/onnx/torch-alexnet.onnx");
    String photographs = task.photographs("val").toString();
    Path names = Files.writeString(folder.resolve("names.txt"), "n1 a\nn2 b\n");

    requireRefused(
        run("export", "--model", task.model(1), "--output", folder),
        "--output " + folder + " is a folder");
    requireRefused(
        run("export", "--model", task.model(1), "--format", "tflite", "--output", "x"),
        "--format",
        "tflite",
        "ONNX");
    requireRefused(run("predict", "--model", cut, "--input", photographs), "cut.onnx", "cut off");
    requireRefused(
        run("predict", "--model", torch, "--input", photographs),
        "torch-alexnet.onnx: the file does not say how images are prepared",
        "--onnx-mean 123.675,116.28,103.53 --onnx-deviation 58.395,57.12,57.375",
        "--onnx-channels bgr");
    requireRefused(
        run("predict", "--model", task.model(1), "--onnx-crop=224", "--input", photographs),
        "--onnx-crop is about an ONNX file (FILE.onnx), and " + task.model(1) + " is none");
    requireRefused(
        run("predict", "--model", torch, "--onnx-channels=bgr", "--input", photographs),
        "--onnx-channels goes with --onnx-mean");
    requireRefused(
        run("predict", "--model", torch, "--onnx-mean=1,2", "--input", photographs),
        "--onnx-mean 1,2: '1,2' is not a colour");
    requireRefused(
        run(
            "predict",
            "--model",
            torch,
            "--onnx-mean=1,2,3",
            "--onnx-deviation=0,1,1",
            "--input",
            photographs),
        "--onnx-deviation is 0,1,1, must be three numbers above 0");
    requireRefused(
        run(
            "predict",
            "--model",
            torch,
            "--onnx-mean=1,2,3",
            "--onnx-classes=" + names,
            "--input",
            photographs),
        "2 names for 4 classes");
    requireRefused(
        run(
            "train",
            "--data",
            task.dataset(),
            "--output",
            folder.resolve("no"),
            "--onnx-mean=1,2,3"),
        "--onnx-mean is about an ONNX file (FILE.onnx), and no model is given");
  }

  /** A network of another program, with what the user knows of it, whose fc8 is replaced. */
  @Test
  void anotherProgramsNetworkIsTrainedFurther() throws IOException {
    Path torch = Path.of("../model/src/test/resources/onnx/torch-alexnet.onnx").toAbsolutePath();
    Path names = Files.writeString(folder.resolve("four.txt"), "n1 one\nn2 two\nn3 three\nn4\n");
    String[] said = {
      "--onnx-mean=123.675,116.28,103.53",
      "--onnx-deviation=58.395,57.12,57.375",
      "--onnx-classes=" + names
    };

    JsonNode line =
        predict(torch.toString(), task.photographs("val"), said).get(0).get("classes").get(0);
    assertThat(line.get("synset").asText()).matches("n[1-4]");
    Path model = trainedFrom(torch.toString(), "from-torch", said);

    assertThat(NetworkArchive.read(model).specification().classes()).isEqualTo(10);
    assertThat(NetworkArchive.read(model).mean()).startsWith(123.675f, 116.28f, 103.53f);
    JsonNode options = JSON.readTree(model.resolveSibling("run.json").toFile()).get("options");
    assertThat(options.get("--onnx-mean").asText()).isEqualTo("123.675,116.28,103.53");
    assertThat(options.get("--mean").asText()).isEqualTo("123.675,116.28,103.53");
    assertThat(run("train", "--resume", "--output=" + model.getParent(), "--rounds=2").status())
        .isZero();
  }

  private static void requireRefused(CapturedRun run, String... words) {
    assertThat(run.status()).as(run.errors()).isEqualTo(2);
    assertThat(run.errorLine()).contains(words);
  }

  private static Path trainedFrom(String model, String name, String... more) {
    Path run = folder.resolve(name);
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--data=" + task.dataset(),
                "--output=" + run,
                "--start-from=" + model,
                "--workers=1",
                "--rounds=1",
                "--batch-size=8",
                "--precision=fp32"));
    arguments.addAll(List.of(more));
    CapturedRun captured = run(arguments.toArray());
    assertThat(captured.status()).as(captured.errors()).isZero();
    return run.resolve("model.zip");
  }

  private static List<JsonNode> predict(String model, Path input, String... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("predict", "--model", model, "--input", input, "--top", "4", "--json"));
    if (more.length == 0) {
      arguments.set(6, "10");
    }
    arguments.addAll(List.of(more));
    CapturedRun run = run(arguments.toArray());
    assertThat(run.status()).as(run.errors()).isZero();
    return run.output().lines().map(ExportCommandTest::json).toList();
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String evaluate(String models) {
    CapturedRun run =
        run("evaluate", "--data", task.dataset(), "--model", models, "--precision=fp32");
    assertThat(run.status()).as(run.errors()).isZero();
    return run.output();
  }

  private static List<String> features(String model) throws IOException {
    Path output = Files.createTempDirectory(folder, "features").resolve("fc7");
    CapturedRun run =
        run(
            "features",
            "--model",
            model,
            "--data",
            task.dataset(),
            "--layer",
            "fc7",
            "--output",
            output);
    assertThat(run.status()).as(run.errors()).isZero();
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      return session.read().parquet(output.toString()).orderBy("id").toJSON().collectAsList();
    }
  }

  private static byte[] prepared(Path file) throws IOException {
    try {
      return new ImagePreparer(SIZE, ImagePreparer.DEFAULT_MAX_PIXELS)
          .prepare(Files.readAllBytes(file))
          .rgb();
    } catch (ImageRejectedException e) {
      throw new IOException(e);
    }
  }

  private static float[] answer(Path model, byte[] pixels) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.toString());
        OnnxTensor image =
            OnnxTensor.createTensor(
                environment,
                ByteBuffer.wrap(pixels),
                new long[] {1, SIZE, SIZE, 3},
                OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("image", image))) {
      return ((float[][]) result.get(0).getValue())[0];
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  private static void requireSame(float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i] / expected[i]).isBetween(1 - 1e-4, 1 + 1e-4);
    }
  }

  private static CapturedRun run(Object... arguments) {
    return CapturedRun.of(
        () -> TrainJar.run(Stream.of(arguments).map(String::valueOf).toArray(String[]::new)));
  }
}
