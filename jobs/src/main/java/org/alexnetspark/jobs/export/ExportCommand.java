package org.alexnetspark.jobs.export;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.NamedPath;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.cli.Version;
import org.alexnetspark.jobs.run.RunFiles;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.trained.ModelOption;
import org.alexnetspark.jobs.trained.TrainedNetwork;
import org.alexnetspark.model.onnx.OnnxInput;
import org.alexnetspark.model.onnx.OnnxWriter;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Writes a trained network for other programs: one file, complete or absent, in this process; no
 * Spark job.
 */
@Command(
    name = "export",
    sortOptions = false,
    description = {
      "A trained network as a file that other programs run: ONNX, for onnxruntime and many others.",
      "Preprocessing and softmax are in the graph, the classes in its metadata (classes)."
    },
    footer = {
      "",
      "Example:",
      "  spark-submit train.jar export --model run --format onnx --output alexnet.onnx"
    })
public final class ExportCommand implements Callable<Integer> {
  /** What other programs read. */
  public enum Format {
    /** Open Neural Network Exchange. */
    ONNX
  }

  @Mixin private ModelOption model;

  @Option(
      names = "--format",
      paramLabel = "onnx",
      defaultValue = "onnx",
      description = "The kind of file: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("unused") // there is one so far; picocli refuses others
  private Format format;

  @Option(
      names = "--graph-input",
      paramLabel = "nhwc|nchw|prepared",
      defaultValue = "nhwc",
      description =
          "What the graph reads: 8-bit RGB pixels of squares as large as the training's, [N,row,column,channel] (nhwc) or "
              + "[N,channel,row,column] (nchw): then it subtracts the mean and cuts out the centre itself; prepared: float "
              + "[N,channel,row,column] of crops, less the mean (default: ${DEFAULT-VALUE}).")
  private OnnxInput input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.onnx",
      converter = NamedPath.class,
      description = "The file, on any Hadoop file system; an older one is replaced.")
  private String output;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    Path file = file(hadoop);
    TrainedNetwork trained = model.readAlexNet(hadoop);
    try {
      OnnxWriter.check(trained.saved());
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(
          "--model " + model.uri() + " cannot be exported: " + e.getMessage(), e);
    }
    new RunFiles(file, hadoop)
        .replace(file, out -> OnnxWriter.write(trained.saved(), input, Version.current(), out));
    summarize(file, trained);
    return JobMain.DONE;
  }

  private Path file(Configuration hadoop) throws IOException {
    Path file = new Path(output);
    FileSystem files = file.getFileSystem(hadoop);
    if (files.exists(file) && files.getFileStatus(file).isDirectory()) {
      throw new UnusableArgumentException(
          "--output " + output + " is a folder, must be a file, such as " + output + "/model.onnx");
    }
    return files.makeQualified(file);
  }

  private void summarize(Path file, TrainedNetwork trained) {
    int size = trained.imageSize();
    int crop = trained.network().crop();
    String reads =
        switch (input) {
          case NHWC -> String.format(Locale.ROOT, "uint8 [N,%d,%d,3], RGB pixels", size, size);
          case NCHW -> String.format(Locale.ROOT, "uint8 [N,3,%d,%d], RGB pixels", size, size);
          case PREPARED ->
              String.format(Locale.ROOT, "float [N,3,%d,%d], RGB less the mean", crop, crop);
        };
    System.out.println(trained.description());
    System.out.println("reads:  image, " + reads);
    System.out.printf(
        Locale.ROOT, "gives:  probabilities, float [N,%d]%n", trained.network().classes());
    System.out.println("export: " + file);
  }
}
