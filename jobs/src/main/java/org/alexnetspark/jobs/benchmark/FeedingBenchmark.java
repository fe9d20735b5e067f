package org.alexnetspark.jobs.benchmark;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.FramingConverter;
import org.alexnetspark.jobs.cli.InterruptedJobException;
import org.alexnetspark.jobs.cli.Interruption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.JsonOption;
import org.alexnetspark.jobs.feeding.Augmentation;
import org.alexnetspark.jobs.feeding.MinibatchStream;
import org.alexnetspark.jobs.feeding.ScaleRange;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.train.options.ImageOptions;
import org.alexnetspark.model.input.PreparedBy;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.image.Framing;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How fast minibatches are made of a shard in the page cache: read, crop to 224, mirror, subtract
 * the mean, jitter the colours. In this process, without Spark.
 */
@Command(
    name = "feeding",
    sortOptions = false,
    description = {
      "Images a second from shards in the page cache to minibatches: 224 crops, mirrored, with mean and jitter,",
      "prepared by the host, or read for a device (cuda) that prepares them itself.",
      "A core's rate is images divided by the seconds of processor time of the whole process."
    })
public final class FeedingBenchmark implements Callable<Integer> {
  private static final int CROP = 224;
  private static final int BATCH_SIZE = 128;
  private static final int UNMEASURED_PASSES = 2;

  @Option(
      names = "--images",
      defaultValue = "2048",
      description = "In the shard that is made for the purpose (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--passes",
      defaultValue = "5",
      description = "Passes over them that are measured (default: ${DEFAULT-VALUE}).")
  private int passes;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "That read, decode and augment (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--framing",
      paramLabel = "crop|whole",
      defaultValue = "crop",
      converter = FramingConverter.class,
      description =
          "Squares, or whole images a third wider than high, cut at --scale (default: ${DEFAULT-VALUE}).")
  private Framing framing;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "256",
      description = "Shorter side of the stored images (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = ImageOptions.SCALE,
      paramLabel = "S|Smin,Smax",
      converter = ImageOptions.ScaleConverter.class,
      description = "Of whole images, as train has it (default: their size).")
  private ScaleRange scale;

  @Mixin private JsonOption json;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    unless(images >= 1, "--images", images, "at least 1");
    unless(passes >= 1, "--passes", passes, "at least 1");
    unless(threads >= 1, "--threads", threads, "at least 1");
    String atLeastTheCrop = "at least the crop of " + CROP;
    unless(size >= CROP, "--size", size, atLeastTheCrop);
    unless(scale == null || scale.smallest() >= CROP, "--scale", scale, atLeastTheCrop);
    MadeUpDataset made = new MadeUpDataset(framing, size);
    Augmentation augmentation =
        made.augmentation(CROP, scale == null ? ScaleRange.always(size) : scale);
    Configuration hadoop = Cluster.hadoopConfiguration();
    FileSystem fileSystem = FileSystem.getLocal(hadoop);
    Interruption.defer(() -> "stopping after this pass; a second signal ends at once");
    Path folder = new Path(Files.createTempDirectory("feeding-benchmark").toUri());
    fileSystem.deleteOnExit(folder); // for a second signal, which ends the process wherever it is
    try {
      Figures figures = new Figures();
      for (Encoding encoding : Encoding.values()) {
        Path dataset = new Path(folder, encoding.toString());
        Split split = made.write(dataset, encoding, images, hadoop);
        for (PreparedBy preparedBy : PreparedBy.values()) {
          figures.add(measure(augmentation, encoding, preparedBy, dataset, split, hadoop));
        }
      }
      figures.print(System.out, json.wanted());
    } finally {
      fileSystem.delete(folder, true);
      Interruption.endDeferral();
    }
    return JobMain.DONE;
  }

  private Figures.Row measure(
      Augmentation augmentation,
      Encoding encoding,
      PreparedBy preparedBy,
      Path dataset,
      Split split,
      Configuration hadoop)
      throws IOException {
    for (int pass = 0; pass < UNMEASURED_PASSES; pass++) {
      pass(pass, augmentation, preparedBy, dataset, split, hadoop);
    }
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = System.nanoTime();
    long processorStart = process.getProcessCpuTime();
    for (int pass = 0; pass < passes; pass++) {
      pass(pass, augmentation, preparedBy, dataset, split, hadoop);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double processorSeconds = (process.getProcessCpuTime() - processorStart) / 1e9;
    double fed = (double) images * passes;
    return new Figures.Row()
        .with("encoding", encoding.toString())
        .with("prepared by", preparedBy.toString())
        .with("images", (long) fed)
        .with("images/s", fed / seconds)
        .with("images/s per core", fed / processorSeconds)
        .with("cores in use", processorSeconds / seconds);
  }

  private void pass(
      int epoch,
      Augmentation augmentation,
      PreparedBy preparedBy,
      Path dataset,
      Split split,
      Configuration hadoop)
      throws IOException {
    if (Interruption.requested()) {
      throw new InterruptedJobException();
    }
    try (MinibatchStream minibatches =
        new MinibatchStream(
            dataset,
            split,
            hadoop,
            augmentation,
            preparedBy,
            0,
            epoch,
            0,
            1,
            BATCH_SIZE,
            0,
            threads)) {
      while (minibatches.next().count() > 0) {
        // Taking the minibatch is all there is to do with it.
      }
    }
  }
}
