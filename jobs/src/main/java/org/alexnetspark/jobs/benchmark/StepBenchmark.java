package org.alexnetspark.jobs.benchmark;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.JsonOption;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.train.options.NetworkOptions;
import org.alexnetspark.model.Batch;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.PreparedBy;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.Networks;
import org.alexnetspark.model.specification.UpdateRule;
import org.bytedeco.javacpp.Pointer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How fast the network learns when its images are in memory already: whole training steps (dropout,
 * forward, backward, update) on noise, in this process, without Spark.
 */
@Command(
    name = "step",
    sortOptions = false,
    description = {
      "Images a second of whole training steps on noise, for each device, precision and batch size; then where the "
          + "time of a step goes, by layer.",
      "A layer's milliseconds are the mean of the towers', its GFLOP/s those of all towers together. What a step waits "
          + "for the other tower and copies from it is the exchange."
    })
public final class StepBenchmark implements Callable<Integer> {
  private static final UpdateRule RULE = new UpdateRule(0.01f, 0.9f, 5e-4f);

  private static final float PIXEL_DEVIATION = (float) Initialization.IMAGENET_PIXEL_DEVIATION;

  /** Pixels by which stored images are larger than the crop, as 256 is than 224. */
  private static final int BORDER = 32;

  @Option(
      names = "--device",
      split = ",",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "What computes, one or more of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private List<DeviceChoice.Kind> devices;

  @Option(
      names = "--precision",
      split = ",",
      paramLabel = "PRECISION",
      defaultValue = "auto",
      description = "One or more of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private List<DeviceChoice.Precision> precisions;

  @Option(
      names = "--batch-size",
      split = ",",
      paramLabel = "IMAGES",
      defaultValue = "128",
      description = "One or more sizes of a minibatch (default: ${DEFAULT-VALUE}).")
  private List<Integer> batchSizes;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      defaultValue = AlexNet.NAME,
      completionCandidates = NetworkOptions.Names.class,
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private String networkName;

  @Option(
      names = "--width",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "Factor on every layer's channels (default: ${DEFAULT-VALUE}).")
  private double width;

  @Option(
      names = "--classes",
      defaultValue = "1000",
      description = "Number of classes (default: ${DEFAULT-VALUE}).")
  private int classes;

  @Option(
      names = "--steps",
      defaultValue = "10",
      description =
          "Steps that are measured, after as many that are not, at most 3; as many again are measured by layer "
              + "(default: ${DEFAULT-VALUE}).")
  private int steps;

  @Mixin private JsonOption json;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  /** The command alone, for machines with a GPU and little else (see docs/cuda.md). */
  public static void main(String... arguments) {
    JobMain.end(JobMain.run(new StepBenchmark(), arguments));
  }

  @Override
  public Integer call() {
    NetworkSpecification network = network();
    checkOptions();
    Figures speeds = new Figures();
    Figures layers = new Figures();
    for (DeviceChoice.Kind device : devices) {
      for (DeviceChoice.Precision precision : precisions) {
        for (int batchSize : batchSizes) {
          measure(network, chosen(device, precision), batchSize, speeds, layers);
        }
      }
    }
    speeds.print(System.out, json.wanted());
    layers.print(System.out, json.wanted());
    return JobMain.DONE;
  }

  private NetworkSpecification network() {
    try {
      return Networks.paper(networkName, classes).withWidth(width);
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException("unusable network: " + e.getMessage(), e);
    }
  }

  private void checkOptions() {
    unless(steps >= 1, "--steps", steps, "at least 1");
    for (int batchSize : batchSizes) {
      unless(batchSize >= 1, "--batch-size", batchSize, "at least 1");
    }
  }

  private static DeviceChoice chosen(DeviceChoice.Kind device, DeviceChoice.Precision precision) {
    try {
      return new DeviceChoice(device, precision).resolved();
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(
          "--device " + device + " --precision " + precision + ": " + e.getMessage(), e);
    }
  }

  private void measure(
      NetworkSpecification specification,
      DeviceChoice device,
      int batchSize,
      Figures speeds,
      Figures layers) {
    StepTimes times = new StepTimes(specification);
    double seconds;
    double secondsByLayer;
    long resident;
    try (Network network =
        new Network(specification, batchSize, device.forTowers(specification.towers()))) {
      float[] parameters = Initialization.PAPER.parameters(specification, 0, PIXEL_DEVIATION);
      network.setParameters(parameters);
      Batch batch = noise(specification, device, batchSize);
      steps(network, batch, Math.min(steps, 3));
      long start = System.nanoTime();
      steps(network, batch, steps);
      // Waits for a device that only queues its work; from now on after every layer.
      network.listen(times);
      seconds = (System.nanoTime() - start) / 1e9;
      start = System.nanoTime();
      steps(network, batch, steps);
      secondsByLayer = (System.nanoTime() - start) / 1e9;
      resident = Pointer.physicalBytes();
    }
    speeds.add(
        new Figures.Row()
            .with("device", device.kind().toString())
            .with("precision", device.precision().toString())
            .with("batch", batchSize)
            .with("images/s", batchSize * steps / seconds)
            .with("ms a step", 1e3 * seconds / steps)
            .with("GFLOP/s", times.gigaflops(batchSize, seconds / steps))
            .with("resident MB", resident / 1e6));
    times.rows(device, batchSize, steps, secondsByLayer).forEach(layers::add);
  }

  private void steps(Network network, Batch batch, int count) {
    for (int step = 0; step < count; step++) {
      network.trainStep(batch, RULE, step);
    }
  }

  /** Noise, in the form in which training hands images to the device. */
  private static Batch noise(
      NetworkSpecification specification, DeviceChoice device, int batchSize) {
    Random random = new Random(0);
    int crop = specification.crop();
    int imageSize = crop + BORDER;
    float[] mean = new float[3 * imageSize * imageSize];
    Arrays.fill(mean, 128f);
    List<ViewedImage> images = new ArrayList<>();
    for (int i = 0; i < batchSize; i++) {
      byte[] pixels = new byte[mean.length];
      random.nextBytes(pixels);
      images.add(new ViewedImage(pixels, View.centre(imageSize, crop)));
    }
    ViewedImages viewed = new ViewedImages(new Preparation(imageSize, crop, mean), images);
    int[] labels = random.ints(batchSize, 0, specification.classes()).toArray();
    return new Batch(
        device.imagesPreparedBy() == PreparedBy.DEVICE ? viewed : new ReadyImages(viewed.numbers()),
        labels,
        batchSize);
  }
}
