package org.alexnetspark.jobs.train.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.network.ClassifyingModel;
import org.alexnetspark.jobs.network.Models;
import org.alexnetspark.jobs.run.MetricsFile;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RunFiles;
import org.alexnetspark.jobs.train.round.TrainingState;
import org.alexnetspark.jobs.train.round.WorkerPlace;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The folder of a run, on any Hadoop file system. Files in it are complete or absent. */
public final class RunFolder implements AutoCloseable {
  /** The name of the page made of a run. */
  public static final String REPORT = "report.html";

  private static final String DESCRIPTION = "run.json";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String SUCCESS = "_SUCCESS";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path folder;
  private final FileSystem fileSystem;
  private final RunFiles files;
  private final Checkpoints checkpoints;
  private final WorkerMomentum workerMomentum;
  private final MetricsFile metrics;
  private Function<TrainingState, ClassifyingModel> modelOf;
  private RunDescription begun;

  private RunFolder(Path folder, int checkpointsKept, Configuration hadoop) throws IOException {
    this.folder = folder;
    this.fileSystem = folder.getFileSystem(hadoop);
    this.files = new RunFiles(folder, hadoop);
    this.checkpoints = new Checkpoints(new Path(folder, CHECKPOINTS), checkpointsKept, hadoop);
    this.workerMomentum = new WorkerMomentum(folder, hadoop);
    this.metrics = MetricsFile.open(new Path(folder, MetricsFile.NAME), hadoop);
  }

  /**
   * A folder for a new run, or for one that is to go on. Nothing is written yet.
   *
   * @param checkpointsKept the newest so many stay, beside that of the best evaluation
   * @throws UnusableArgumentException if there is a run already and it is not to be resumed, or the
   *     other way round
   */
  public static RunFolder open(
      String uri, boolean resume, int checkpointsKept, Configuration hadoop) throws IOException {
    Path folder = new Path(uri);
    FileSystem fileSystem = folder.getFileSystem(hadoop);
    boolean holdsRun = fileSystem.exists(new Path(folder, DESCRIPTION));
    if (resume && !holdsRun) {
      throw new UnusableArgumentException(
          "--resume: there is no run in --output " + uri + " to go on with");
    }
    if (!resume && fileSystem.exists(folder) && fileSystem.listStatus(folder).length > 0) {
      throw new UnusableArgumentException(
          "--output "
              + uri
              + " exists and is not empty; name another folder"
              + (holdsRun ? ", or go on with this run by --resume" : ""));
    }
    return new RunFolder(folder, checkpointsKept, hadoop);
  }

  /** What to call the run: its folder's name. */
  public String name() {
    return folder.getName();
  }

  /** Where a file of the run is. */
  public Path file(String name) {
    return new Path(folder, name);
  }

  /**
   * Writes {@code run.json}; from here on this is a run.
   *
   * @param modelOfState puts to what was learnt what predicting needs besides it
   */
  public void begin(RunDescription ofRun, Function<TrainingState, ClassifyingModel> modelOfState)
      throws IOException {
    this.modelOf = modelOfState;
    // HDFS gives folders that come into being with their files the permissions of the folder above,
    // whatever the umask.
    fileSystem.mkdirs(folder);
    fileSystem.delete(new Path(folder, SUCCESS), false);
    describe(ofRun);
  }

  /** Says in {@code run.json} where the latest round's workers were, if others than before. */
  public void placed(List<WorkerPlace> workers) throws IOException {
    if (!begun.devices().equals(workers)) {
      describe(begun.withDevices(workers));
    }
  }

  private void describe(RunDescription current) throws IOException {
    files.replace(file(DESCRIPTION), out -> out.write(JSON.writeValueAsBytes(current)));
    begun = current;
  }

  /** The description of the run that is in this folder. */
  public RunDescription description() throws IOException {
    try (var in = fileSystem.open(new Path(folder, DESCRIPTION))) {
      return JSON.readValue(in.readAllBytes(), RunDescription.class);
    }
  }

  /**
   * The newest state that was kept, with later lines of the metrics dropped.
   *
   * @param momentum how many numbers of averaged momentum there are
   */
  public Optional<TrainingState> resume(int weights, int momentum) throws IOException {
    Optional<TrainingState> state =
        checkpoints.newest(
            weights,
            momentum,
            checked -> workerMomentum.verify(checked.round(), checked.momentumSums()));
    metrics.truncateAfter(state.map(TrainingState::round).orElse(0));
    return state;
  }

  /** Writes a checkpoint, and the metrics up to it. */
  public void checkpoint(TrainingState state) throws IOException {
    metrics.flush();
    checkpoints.write(state);
  }

  /** Removes what workers kept for rounds that nobody will go on from. */
  public void tidy(TrainingState newest) throws IOException {
    if (!newest.momentumSums().isEmpty()) {
      Set<Integer> needed = checkpoints.rounds();
      needed.add(newest.round());
      workerMomentum.keep(needed);
    }
  }

  /** Puts a line to {@code metrics.jsonl}. */
  public void append(MetricsLine line) throws IOException {
    metrics.append(line);
  }

  /** All lines of {@code metrics.jsonl} so far. */
  public List<MetricsLine> metrics() {
    return metrics.lines();
  }

  /**
   * Writes {@code model.zip}, a DL4J graph that carries all that predicting needs, and its card
   * into it and beside it.
   */
  public void writeModel(TrainingState learnt) throws IOException {
    ClassifyingModel model = modelOf.apply(learnt);
    String card = ModelCard.of(name(), begun, model, metrics.lines());
    files.replace(file(Models.FILE), out -> model.write(card, out));
    files.replace(
        file(NetworkArchive.CARD), out -> out.write(card.getBytes(StandardCharsets.UTF_8)));
  }

  /** The best model so far. */
  public ClassifyingModel model(Configuration hadoop) throws IOException {
    return Models.named("--output", folder.toString(), hadoop);
  }

  /** Writes {@code report.html}. */
  public void writeReport(String html) throws IOException {
    files.replace(file(REPORT), out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
  }

  /** Marks the run as complete. */
  public void finish() throws IOException {
    metrics.flush();
    files.replace(file(SUCCESS), out -> {});
  }

  @Override
  public void close() throws IOException {
    metrics.close();
  }
}
