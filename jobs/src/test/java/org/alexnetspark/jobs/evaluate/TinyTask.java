package org.alexnetspark.jobs.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.demo.DrawPhotographs;
import org.alexnetspark.jobs.demo.Pattern;
import org.alexnetspark.jobs.preprocess.PreprocessCommand;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.dense.DenseNetwork;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.dataset.ShardReader;
import org.alexnetspark.preprocess.image.RgbImage;
import org.alexnetspark.preprocess.statistics.MeanImage;
import org.apache.hadoop.conf.Configuration;

/**
 * A few drawn photographs, a dataset of them and networks that tell them apart at random: enough to
 * hold every number of the commands against a calculation that uses none of their code.
 */
public final class TinyTask {
  private static final int CLASSES = 10;

  private static TinyTask shared;

  private final Path folder;
  private final Configuration hadoop = new Configuration();

  private TinyTask(Path folder) {
    this.folder = folder;
  }

  /** Made once for all tests of a process. */
  public static synchronized TinyTask get() {
    if (shared == null) {
      try {
        shared = new TinyTask(Files.createTempDirectory(Path.of("target"), "tiny-task"));
        shared.make();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  private void make() throws IOException {
    DrawPhotographs.draw(folder.resolve("photographs"), 3, 2, 5);
    try (SparkForTests spark = SparkForTests.local(2)) {
      for (String split : List.of("train", "val")) {
        preprocess(split, "dataset", "256");
      }
      preprocess("train", "dataset-of-64", "64");
    }
    for (int seed = 1; seed <= 3; seed++) {
      write("model-" + seed + ".zip", network(), weights(seed), mean(), synsets());
    }
  }

  private void preprocess(String split, String dataset, String size) {
    int status =
        JobMain.run(
            new PreprocessCommand(),
            "--input",
            folder.resolve("photographs").resolve(split).toString(),
            "--synsets",
            folder.resolve("photographs/synset_words.txt").toString(),
            "--split",
            split,
            "--output",
            folder.resolve(dataset).toString(),
            "--size",
            size);
    if (status != JobMain.DONE) {
      throw new IllegalStateException("preprocessing ended with " + status);
    }
  }

  /** A folder for a test's own files. */
  public Path newFolder(String name) throws IOException {
    return Files.createTempDirectory(folder, name);
  }

  /** The photographs of a split, in class folders. */
  public Path photographs(String split) {
    return folder.resolve("photographs").resolve(split);
  }

  /** The dataset of them, with images of 256 x 256. */
  public String dataset() {
    return folder.resolve("dataset").toString();
  }

  /** Another of smaller images, of the training split only. */
  public String datasetOf64() {
    return folder.resolve("dataset-of-64").toString();
  }

  /** One of three models, by seed: 1, 2, 3. */
  public String model(int seed) {
    return folder.resolve("model-" + seed + ".zip").toString();
  }

  /** Writes another model. */
  public String write(
      String name,
      NetworkSpecification network,
      float[] weights,
      float[] mean,
      List<String> classes)
      throws IOException {
    Path file = folder.resolve(name);
    NetworkArchive.write(new SavedNetwork(network, weights, mean, classes), file);
    return file.toString();
  }

  /** What all models are. */
  public NetworkSpecification network() {
    return AlexNet.paper(CLASSES).withWidth(0.02).withInputScale(1.0 / 60);
  }

  /** Random weights; those of fc8 are large, so that the network is now sure, now not. */
  public float[] weights(int seed) {
    float[] weights = Initialization.HE.parameters(network(), seed, 60);
    ParameterLayout layout = new ParameterLayout(network());
    for (int tower = 0; tower < layout.towers(); tower++) {
      ParameterLayout.Range fc8 = layout.weights(tower, layout.layers().size() - 1);
      for (int i = fc8.offset(); i < fc8.end(); i++) {
        weights[i] *= 4;
      }
    }
    return weights;
  }

  /** The training images' mean. */
  public float[] mean() throws IOException {
    return MeanImage.read(new org.apache.hadoop.fs.Path(dataset()), hadoop).values();
  }

  /** The synsets by label. */
  public List<String> synsets() {
    return Arrays.stream(Pattern.values()).map(Pattern::id).sorted().toList();
  }

  /** All images of a split, in stored order. */
  public List<ImageRecord> images(String split) throws IOException {
    Dataset dataset = Dataset.read(dataset(), hadoop);
    List<ImageRecord> images = new ArrayList<>();
    for (Shard shard : dataset.split(split).shards()) {
      try (ShardReader reader =
          new ShardReader(new org.apache.hadoop.fs.Path(dataset()), shard, hadoop)) {
        for (int group = 0; group < reader.rowGroups(); group++) {
          images.addAll(reader.readRowGroup(group));
        }
      }
    }
    return images;
  }

  /**
   * A crop of 224 x 224 cut by hand, pixel by pixel, less the mean.
   *
   * @param mirrored whether columns run from right to left
   */
  public float[] crop(byte[] pixels, int top, int left, boolean mirrored) throws IOException {
    float[] mean = mean();
    float[] crop = new float[224 * 224 * 3];
    for (int y = 0; y < 224; y++) {
      for (int x = 0; x < 224; x++) {
        int column = left + (mirrored ? 223 - x : x);
        for (int channel = 0; channel < 3; channel++) {
          int from = ((top + y) * 256 + column) * 3 + channel;
          crop[(y * 224 + x) * 3 + channel] = Byte.toUnsignedInt(pixels[from]) - mean[from];
        }
      }
    }
    return crop;
  }

  /** The paper's ten crops, or the central one alone. */
  public List<float[]> crops(byte[] pixels, int views) throws IOException {
    List<float[]> crops = new ArrayList<>();
    crops.add(crop(pixels, 16, 16, false));
    if (views == 10) {
      crops.add(crop(pixels, 16, 16, true));
      for (int top : new int[] {0, 32}) {
        for (int left : new int[] {0, 32}) {
          crops.add(crop(pixels, top, left, false));
          crops.add(crop(pixels, top, left, true));
        }
      }
    }
    return crops;
  }

  /** An image with its shorter side resized, less the mean; mirrored columns run backwards. */
  private float[] whole(byte[] pixels, int side, boolean mirrored) throws IOException {
    float[] mean = mean();
    double[] color = new double[3];
    for (int i = 0; i < mean.length; i++) {
      color[i % 3] += mean[i] * 3.0 / mean.length;
    }
    byte[] scaled = new RgbImage(256, 256, pixels).withShorter(side).pixels();
    float[] whole = new float[side * side * 3];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int channel = 0; channel < 3; channel++) {
          int from = (y * side + (mirrored ? side - 1 - x : x)) * 3 + channel;
          whole[(y * side + x) * 3 + channel] =
              Byte.toUnsignedInt(scaled[from])
                  - (side == 256 ? mean[from] : (float) color[channel]);
        }
      }
    }
    return whole;
  }

  /** The mean of softmax outputs over a whole image and its mirror image. */
  public double[] dense(byte[] pixels, int side, int model) throws IOException {
    double[] means = new double[CLASSES];
    try (DenseNetwork network =
        new DenseNetwork(network(), DeviceChoice.exact().forTowers(1).get(0))) {
      network.setParameters(weights(model));
      for (boolean mirrored : new boolean[] {false, true}) {
        float[] outputs = new float[CLASSES];
        network.probabilities(whole(pixels, side, mirrored), 1, side, side, outputs);
        for (int label = 0; label < CLASSES; label++) {
          means[label] += outputs[label] / 2;
        }
      }
    }
    return means;
  }

  /** The mean of softmax outputs over ten or fifty views of an image. */
  public double[] views(byte[] pixels, int side, int views, int model) throws IOException {
    int end = side - 224;
    List<int[]> places = new ArrayList<>();
    for (int row = 0; row <= 4; row += views == 50 ? 1 : 4) {
      for (int column = 0; column <= 4; column += views == 50 ? 1 : 4) {
        places.add(new int[] {row * end / 4, column * end / 4});
      }
    }
    if (views == 10) {
      places.add(new int[] {end / 2, end / 2});
    }
    double[] means = new double[CLASSES];
    try (Network network = openNetwork(model)) {
      for (boolean mirrored : new boolean[] {false, true}) {
        float[] whole = whole(pixels, side, mirrored);
        for (int[] place : places) {
          float[] crop = new float[224 * 224 * 3];
          for (int row = 0; row < 224; row++) {
            int from = ((place[0] + row) * side + place[1]) * 3;
            System.arraycopy(whole, from, crop, row * 224 * 3, 224 * 3);
          }
          float[] outputs = new float[CLASSES];
          network.probabilities(new ReadyImages(crop), 1, outputs);
          for (int label = 0; label < CLASSES; label++) {
            means[label] += outputs[label] / (double) views;
          }
        }
      }
    }
    return means;
  }

  /** Softmax outputs of models, averaged over crops and models, for each image. */
  public double[][] probabilities(List<ImageRecord> images, int views, int... models)
      throws IOException {
    double[][] means = new double[images.size()][CLASSES];
    for (int model : models) {
      try (Network network = openNetwork(model)) {
        float[] outputs = new float[CLASSES];
        for (int image = 0; image < images.size(); image++) {
          for (float[] crop : crops(images.get(image).image().pixels(), views)) {
            network.probabilities(new ReadyImages(crop), 1, outputs);
            for (int label = 0; label < CLASSES; label++) {
              means[image][label] += outputs[label] / (double) (views * models.length);
            }
          }
        }
      }
    }
    return means;
  }

  /** A network for one image at a time with a model's weights. */
  public Network openNetwork(int model) {
    Network network = new Network(network(), 1, DeviceChoice.exact().forTowers(2));
    float[] weights = weights(model);
    network.setParameters(weights, new float[weights.length]);
    return network;
  }

  /** Where the true label stands among the probabilities: 0 is first. */
  public static int rank(double[] probabilities, int label) {
    return (int)
        IntStream.range(0, probabilities.length)
            .filter(other -> probabilities[other] > probabilities[label])
            .count();
  }
}
