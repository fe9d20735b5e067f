package org.alexnetspark.jobs.train.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.run.MetricsFile;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RunFiles;
import org.alexnetspark.jobs.train.round.TrainingState;
import org.alexnetspark.jobs.train.round.WorkerPlace;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.jobs.trained.Models;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.storage.FolderInUseException;
import org.alexnetspark.preprocess.storage.FolderLock;
import org.alexnetspark.preprocess.storage.UnsuitableStoreException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The folder of a run, on any Hadoop file system. Files in it are complete or absent. */
public final class RunFolder implements AutoCloseable {
  /** The name of the page made of a run. */
  public static final String REPORT = "report.html";

  private static final String GRAPH = "graph.json";

  private static final String DESCRIPTION = "run.json";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String SUCCESS = "_SUCCESS";
  private static final int START = 0;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // A later version may say more of a run.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Path folder;
  private final Configuration hadoop;
  private final FileSystem fileSystem;
  private final RunFiles files;
  private final Checkpoints checkpoints;
  private final WorkerMomentum workerMomentum;
  private final MetricsFile metrics;
  private final FolderLock lock;
  private Function<TrainingState, ClassifyingModel> modelOf;
  private RunDescription begun;

  private RunFolder(Path folder, int checkpointsKept, FolderLock lock, Configuration hadoop)
      throws IOException {
    this.lock = lock;
    this.folder = folder;
    this.hadoop = hadoop;
    this.fileSystem = folder.getFileSystem(hadoop);
    this.files = new RunFiles(folder, hadoop);
    this.checkpoints = new Checkpoints(new Path(folder, CHECKPOINTS), checkpointsKept, hadoop);
    this.workerMomentum = new WorkerMomentum(folder, hadoop);
    this.metrics = MetricsFile.open(new Path(folder, MetricsFile.NAME), hadoop);
  }

  /** What {@code run.json} says of the run in a folder; empty where there is none. */
  public static Optional<RunDescription> describedIn(String uri, Configuration hadoop)
      throws IOException {
    Path file = new Path(uri, DESCRIPTION);
    FileSystem fileSystem = file.getFileSystem(hadoop);
    if (!fileSystem.exists(file)) {
      return Optional.empty();
    }
    try (var in = fileSystem.open(file)) {
      return Optional.of(JSON.readValue(in.readAllBytes(), RunDescription.class));
    } catch (JsonProcessingException e) {
      throw new UnusableArgumentException(
          "--output " + uri + ": " + file + " is damaged: " + e.getOriginalMessage(), e);
    }
  }

  /** Where the run in a folder keeps the configuration of the DL4J graph that it trains. */
  public static Optional<String> graphOf(String uri, Configuration hadoop) throws IOException {
    Path file = new Path(uri, GRAPH);
    return file.getFileSystem(hadoop).exists(file)
        ? Optional.of(file.toString())
        : Optional.empty();
  }

  /**
   * A folder for a new run, or for one that is to go on, which no other process may use until it is
   * closed. Nothing else is written yet.
   *
   * @param checkpointsKept the newest so many stay, beside that of the best evaluation
   * @throws UnusableArgumentException if there is a run already and it is not to be resumed, or the
   *     other way round, or another process writes into the folder
   */
  public static RunFolder open(
      String uri, boolean resume, int checkpointsKept, Configuration hadoop) throws IOException {
    Path folder = new Path(uri);
    if (resume) {
      requireRun(folder, hadoop);
    }
    FolderLock lock;
    try {
      lock = FolderLock.take(folder, hadoop);
    } catch (FolderInUseException | UnsuitableStoreException e) {
      throw new UnusableArgumentException("--output " + e.getMessage(), e);
    }
    try {
      RunFolder run = new RunFolder(folder, checkpointsKept, lock, hadoop);
      if (!resume) {
        run.requireNew();
      }
      return run;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void requireRun(Path folder, Configuration hadoop) throws IOException {
    if (!folder.getFileSystem(hadoop).exists(new Path(folder, DESCRIPTION))) {
      throw new UnusableArgumentException(
          "--resume: there is no run in --output " + folder + " to go on with");
    }
  }

  private void requireNew() throws IOException {
    boolean holdsRun = fileSystem.exists(file(DESCRIPTION));
    if (holdsRun || holdsAnythingElse()) {
      throw new UnusableArgumentException(
          "--output "
              + folder
              + " exists and is not empty; name another folder"
              + (holdsRun ? ", or go on with this run by --resume" : ""));
    }
  }

  /** Than what a run leaves that was killed before it had begun. */
  private boolean holdsAnythingElse() throws IOException {
    if (!fileSystem.exists(folder)) {
      return false;
    }
    for (FileStatus each : fileSystem.listStatus(folder)) {
      String name = each.getPath().getName();
      boolean leftOver =
          name.startsWith(".")
              || name.equals(GRAPH)
              || (name.equals(CHECKPOINTS) && Set.of(START).containsAll(checkpoints.rounds()));
      if (!leftOver) {
        return true;
      }
    }
    return false;
  }

  /** What to call the run: its folder's name. */
  public String name() {
    return folder.getName();
  }

  /** Its name and that of the folder which it is in, as many are called "run". */
  public String longName() {
    String in = folder.getParent() == null ? "" : folder.getParent().getName();
    return in.isEmpty() ? folder.getName() : in + "/" + folder.getName();
  }

  /** Where a file of the run is. */
  public Path file(String name) {
    return new Path(folder, name);
  }

  /** Says of which network the run's checkpoints are; null for a DL4J graph. */
  public void trains(NetworkSpecification network) {
    checkpoints.areOf(network);
  }

  /**
   * Keeps what a run starts from, for one whose options alone do not say it: the files that they
   * name may be gone, or others, when it goes on. Has to come before {@link #begin}.
   *
   * @param graph configuration of the DL4J graph that is trained, if it is one
   */
  public void keepStart(TrainingState start, Optional<String> graph) throws IOException {
    if (graph.isPresent()) {
      files.replace(file(GRAPH), out -> out.write(graph.get().getBytes(StandardCharsets.UTF_8)));
    }
    checkpoints.write(start);
  }

  /**
   * Writes {@code run.json}; from here on this is a run. Of one that goes on, only here is anything
   * changed: what came after its state is dropped, and what a process that was killed left behind
   * is put in order.
   *
   * @param start the state that is gone on from
   * @param modelOfState puts to what was learnt what predicting needs besides it
   */
  public void begin(
      RunDescription ofRun,
      TrainingState start,
      Function<TrainingState, ClassifyingModel> modelOfState)
      throws IOException {
    this.modelOf = modelOfState;
    // HDFS gives folders that come into being with their files the permissions of the folder above,
    // whatever the umask.
    fileSystem.mkdirs(folder);
    fileSystem.delete(new Path(folder, SUCCESS), false);
    checkpoints.recover();
    removeUnfinished();
    Integer modelRound =
        describedIn(folder.toString(), hadoop).map(RunDescription::modelRound).orElse(null);
    describe(ofRun.withModelRound(modelRound));
    if (ofRun.network() != null) {
      byte[] network = NetworkInJson.pretty(ofRun.network());
      files.replace(file(Checkpoints.NETWORK), out -> out.write(network));
    }
    metrics.truncateAfter(start.round());
    restoreModel(start);
  }

  private void removeUnfinished() throws IOException {
    for (FileStatus each : fileSystem.listStatus(folder)) {
      if (each.getPath().getName().matches("\\..*\\.tmp(\\.crc)?")) {
        fileSystem.delete(each.getPath(), true);
      }
    }
  }

  /**
   * {@code model.zip} is of the best evaluation up to the state: a run that goes back may have
   * written that of a later one, and one that was killed need not have come to writing it.
   */
  private void restoreModel(TrainingState start) throws IOException {
    int best = start.best().round();
    boolean right =
        begun.modelRound() == null
            ? fileSystem.exists(file(Models.FILE))
            : begun.modelRound() == best;
    if (best == 0 || right) {
      return;
    }
    try {
      writeModel(
          best == start.round()
              ? start
              : checkpoints.of(best, start.weights().length, start.momentum().length));
    } catch (IOException e) {
      System.err.printf(
          Locale.ROOT,
          "warning: the model of round %d, the best so far, could not be written (%s)%n",
          best,
          e.getMessage());
    }
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

  /**
   * The newest state that was kept. Nothing is changed.
   *
   * @param momentum how many numbers of averaged momentum there are
   * @throws UnusableArgumentException if there are checkpoints and none is whole
   */
  public Optional<TrainingState> newest(int weights, int momentum) throws IOException {
    return checkpoints.newest(
        weights,
        momentum,
        checked -> workerMomentum.verify(checked.round(), checked.momentumChecksums()));
  }

  /** Whether there is a checkpoint of a round. */
  public boolean keeps(int round) throws IOException {
    return checkpoints.rounds().contains(round);
  }

  /** Writes a checkpoint, and the metrics up to it. */
  public void checkpoint(TrainingState state) throws IOException {
    metrics.flush();
    checkpoints.write(state);
  }

  /** Removes what workers kept for rounds that nobody will go on from. */
  public void tidy(TrainingState newest) throws IOException {
    if (!newest.momentumChecksums().isEmpty()) {
      Set<Integer> needed = new HashSet<>(checkpoints.rounds());
      needed.add(newest.round());
      workerMomentum.deleteAllBut(needed);
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
    List<MetricsLine> before =
        metrics.lines().stream().filter(line -> line.round() <= learnt.round()).toList();
    String card = ModelCard.of(name(), begun, model, before);
    files.replace(file(Models.FILE), out -> model.write(card, out));
    files.replace(
        file(NetworkArchive.CARD), out -> out.write(card.getBytes(StandardCharsets.UTF_8)));
    describe(begun.withModelRound(learnt.round()));
  }

  /** The best model so far. */
  public ClassifyingModel model() throws IOException {
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
    try (lock) {
      metrics.close();
    }
  }
}
