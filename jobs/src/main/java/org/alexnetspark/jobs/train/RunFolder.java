package org.alexnetspark.jobs.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.network.Models;
import org.alexnetspark.jobs.network.TrainedModel;
import org.alexnetspark.jobs.run.MetricsFile;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** The folder of a run, on any Hadoop file system. Files in it are complete or absent. */
final class RunFolder implements AutoCloseable {
  private static final String DESCRIPTION = "run.json";
  private static final String CHECKPOINTS = "checkpoints";
  static final String REPORT = "report.html";
  private static final String SUCCESS = "_SUCCESS";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path folder;
  private final FileSystem files;
  private final Checkpoints checkpoints;
  private final MetricsFile metrics;
  private Function<float[], TrainedModel> modelOf;
  private RunDescription begun;

  private RunFolder(Path folder, Configuration hadoop) throws IOException {
    this.folder = folder;
    this.files = folder.getFileSystem(hadoop);
    this.checkpoints = new Checkpoints(new Path(folder, CHECKPOINTS), hadoop);
    this.metrics = MetricsFile.open(new Path(folder, MetricsFile.NAME), hadoop);
  }

  /**
   * A folder for a new run, or for one that is to go on. Nothing is written yet.
   *
   * @throws UnusableArgumentException if there is a run already and it is not to be resumed, or the
   *     other way round
   */
  static RunFolder open(String uri, boolean resume, Configuration hadoop) throws IOException {
    Path folder = new Path(uri);
    FileSystem files = folder.getFileSystem(hadoop);
    boolean holdsRun = files.exists(new Path(folder, DESCRIPTION));
    if (resume && !holdsRun) {
      throw new UnusableArgumentException(
          "--resume: there is no run in --output " + uri + " to go on with");
    }
    if (!resume && files.exists(folder) && files.listStatus(folder).length > 0) {
      throw new UnusableArgumentException(
          "--output "
              + uri
              + " exists and is not empty; name another folder"
              + (holdsRun ? ", or go on with this run by --resume" : ""));
    }
    return new RunFolder(folder, hadoop);
  }

  /** What to call the run: its folder's name. */
  String name() {
    return folder.getName();
  }

  /** Where a file of the run is. */
  Path file(String name) {
    return new Path(folder, name);
  }

  /**
   * Writes {@code run.json}; from here on this is a run.
   *
   * @param modelOfWeights puts to weights what predicting needs besides them
   */
  void begin(RunDescription description, Function<float[], TrainedModel> modelOfWeights)
      throws IOException {
    this.modelOf = modelOfWeights;
    // HDFS gives folders that come into being with their files the permissions of the folder above,
    // whatever the umask.
    files.mkdirs(folder);
    files.delete(new Path(folder, SUCCESS), false);
    describe(description);
  }

  /** Says in {@code run.json} where the latest round's workers were, if others than before. */
  void placed(List<WorkerPlace> workers) throws IOException {
    if (!begun.devices().equals(workers)) {
      describe(begun.withDevices(workers));
    }
  }

  private void describe(RunDescription description) throws IOException {
    writeAtomically(DESCRIPTION, out -> out.write(JSON.writeValueAsBytes(description)));
    begun = description;
  }

  /** The description of the run that is in this folder. */
  RunDescription description() throws IOException {
    try (var in = files.open(new Path(folder, DESCRIPTION))) {
      return JSON.readValue(in.readAllBytes(), RunDescription.class);
    }
  }

  /** The newest state that was kept, with later lines of the metrics dropped. */
  Optional<TrainingState> resume(int parameters) throws IOException {
    Optional<TrainingState> state = checkpoints.newest(parameters);
    metrics.truncateAfter(state.map(TrainingState::round).orElse(0));
    return state;
  }

  void checkpoint(TrainingState state) throws IOException {
    metrics.flush();
    checkpoints.write(state);
  }

  void append(MetricsLine line) throws IOException {
    metrics.append(line);
  }

  List<MetricsLine> metrics() {
    return metrics.lines();
  }

  /** Writes {@code model.zip}, a DL4J graph that carries all that predicting needs. */
  void writeModel(float[] weights) throws IOException {
    TrainedModel model = modelOf.apply(weights);
    writeAtomically(Models.FILE, out -> NetworkArchive.write(model.saved(), out));
  }

  /** The best model so far. */
  TrainedModel model(Configuration hadoop) throws IOException {
    return Models.named("--output", folder.toString(), hadoop);
  }

  void writeReport(String html) throws IOException {
    writeAtomically(REPORT, out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
  }

  /** Marks the run as complete. */
  void finish() throws IOException {
    metrics.flush();
    writeAtomically(SUCCESS, out -> {});
  }

  @Override
  public void close() throws IOException {
    metrics.close();
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private void writeAtomically(String name, Content content) throws IOException {
    Path complete = new Path(folder, name);
    Path partial = new Path(folder, "." + name + ".tmp");
    try (OutputStream out = files.create(partial, true)) {
      content.writeTo(out);
    }
    // In one step: a driver that is killed here leaves the old file or the new one.
    FileContext.getFileContext(folder.toUri(), files.getConf())
        .rename(partial, complete, Options.Rename.OVERWRITE);
  }
}
