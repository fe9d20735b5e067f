package org.alexnetspark.preprocess.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.Provenance;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.UnusableInputException;
import org.alexnetspark.preprocess.storage.ObjectStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** {@code --output}: the dataset that a split is added to, or will be the first of. */
public final class DatasetFolder {
  /** Made last: what is in a split's folder without it was never finished. */
  static final String SUCCESS = "_SUCCESS";

  /** In a staging folder: the split as it will be published. */
  static final String READY = "ready";

  private static final String STATISTICS = "stats";

  private final Path path;
  private final FileSystem fileSystem;
  private final Configuration configuration;
  private final Optional<Dataset> dataset;

  /** What happens to a split that is there already. */
  public enum ExistingSplit {
    /** It stays, and the new one is refused. */
    KEEP,
    /** The new one takes its place once it is complete. */
    REPLACE
  }

  private DatasetFolder(Path path, Configuration configuration) throws IOException {
    this.configuration = configuration;
    this.fileSystem = path.getFileSystem(configuration);
    this.path = fileSystem.makeQualified(path);
    this.dataset = readDataset();
  }

  /** Opens a folder, which need not exist. */
  public static DatasetFolder open(String output, Configuration configuration) throws IOException {
    return new DatasetFolder(new Path(output), configuration);
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /** Fails unless a split of these settings can be put here. */
  public void checkAccepts(SplitSettings settings, ExistingSplit existing) throws IOException {
    checkIsForDatasets(settings.split());
    boolean present =
        dataset.filter(each -> each.splits().containsKey(settings.split())).isPresent()
            || fileSystem.exists(new Path(splitFolder(settings.split()), SUCCESS));
    if (present && existing == ExistingSplit.KEEP) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "--output %s: there is a split \"%s\" already; choose another folder or --split, or"
                  + " give --overwrite",
              path,
              settings.split()));
    }
    if (otherSplits(settings.split()).isEmpty()) {
      return;
    }
    Dataset made = dataset.orElseThrow();
    if (made.framing() != settings.framing()) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "--framing %s: the dataset in %s was made with --framing %s; a split must have the"
                  + " same",
              settings.framing(),
              path,
              made.framing()));
    }
    if (made.imageSize() != settings.imageSize()) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "--size %d: the dataset in %s was made with --size %d; a split must have the same",
              settings.imageSize(),
              path,
              made.imageSize()));
    }
    if (made.encoding() != settings.encoding()) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "--encoding %s: the dataset in %s was made with --encoding %s; a split must have the"
                  + " same",
              settings.encoding(),
              path,
              made.encoding()));
    }
  }

  private void checkIsForDatasets(String split) throws IOException {
    if (!fileSystem.exists(path)) {
      return;
    }
    if (!fileSystem.getFileStatus(path).isDirectory()) {
      throw new UnusableInputException("--output " + path + ": is a file, not a folder");
    }
    if (dataset.isEmpty()) {
      Set<String> leftovers = Set.of(Staging.FOLDER, STATISTICS, split);
      Arrays.stream(fileSystem.listStatus(path))
          .map(entry -> entry.getPath().getName())
          .filter(name -> !leftovers.contains(name) && !name.startsWith("."))
          .findFirst()
          .ifPresent(
              name -> {
                throw new UnusableInputException(
                    String.format(
                        Locale.ROOT,
                        "--output %s: holds %s but no %s; choose an empty folder, a new one or a"
                            + " dataset",
                        path,
                        name,
                        Dataset.FILE_NAME));
              });
    }
  }

  /** Where the photographs of a table lie while a split is made of them. */
  public Path unpacked(String split) {
    return new Path(new Path(path, Staging.FOLDER), split + "-table");
  }

  /** Removes them, and what was made for them alone. */
  public void removeUnpacked(String split) throws IOException {
    fileSystem.delete(unpacked(split), true);
    Path staging = new Path(path, Staging.FOLDER);
    if (fileSystem.exists(staging) && fileSystem.listStatus(staging).length == 0) {
      fileSystem.delete(staging, false);
    }
  }

  /** The classes that splits other than this one have settled. */
  public Optional<ClassList> settledClasses(String split) {
    return otherSplits(split).isEmpty()
        ? Optional.empty()
        : dataset.map(made -> ClassList.of(made.classes()));
  }

  private Set<String> otherSplits(String split) {
    Set<String> others = new TreeSet<>();
    dataset.ifPresent(made -> others.addAll(made.splits().keySet()));
    others.remove(split);
    return others;
  }

  /**
   * Begins to make a split.
   *
   * @param fingerprint of all that decides its bytes
   * @param found what the run found, by name, for people
   */
  public Staging beginStaging(
      String split, String fingerprint, Map<String, String> found, Staging.Leftovers leftovers)
      throws IOException {
    Staging staging = Staging.begin(path, split, fingerprint, found, leftovers, configuration);
    takeBackUnpublished(split, staging);
    return staging;
  }

  /** A run that was killed between moving its shards into place and naming them. */
  private void takeBackUnpublished(String split, Staging staging) throws IOException {
    Path ready = new Path(staging.path(), READY);
    boolean named = readDataset().filter(each -> each.splits().containsKey(split)).isPresent();
    // On an object store it may have been killed in the middle: then there are both.
    boolean mayTakeBack = ObjectStore.holds(fileSystem) || !fileSystem.exists(ready);
    if (!named && fileSystem.exists(splitFolder(split)) && mayTakeBack) {
      takeBack(splitFolder(split), ready);
    }
  }

  private void takeBack(Path target, Path ready) throws IOException {
    if (!ObjectStore.holds(fileSystem)) {
      rename(target, ready);
      return;
    }
    fileSystem.mkdirs(ready);
    for (FileStatus each : fileSystem.listStatus(target)) {
      Path back = new Path(ready, each.getPath().getName());
      // To rename a file is to copy it and to delete it: who is killed in between leaves two.
      if (!fileSystem.exists(back)) {
        rename(each.getPath(), back);
      }
    }
    fileSystem.delete(target, true);
  }

  /** Where a run that makes a split may unpack what it reads; gone when the split is made. */
  public Path scratch(String split) {
    return new Path(new Path(new Path(path, Staging.FOLDER), split), "unpacked");
  }

  /** How a run that did not end was called: what it was told to {@link #announce}. */
  public Optional<byte[]> unfinishedOptions(String split) throws IOException {
    return Staging.options(path, split, fileSystem);
  }

  /** Notes how a run is called, so that it can be resumed with fewer words. */
  public void announce(String split, byte[] options, Staging.Leftovers leftovers)
      throws IOException {
    Staging.announce(path, split, options, leftovers, fileSystem);
  }

  /** Takes the note back unless there are finished shards. */
  public void withdrawAnnouncement(String split) throws IOException {
    Staging.withdraw(path, split, fileSystem);
  }

  /** The options that a complete split was made with, by name. */
  public Optional<Map<String, String>> optionsOfComplete(String split) throws IOException {
    return fileSystem.exists(new Path(splitFolder(split), SUCCESS))
        ? dataset
            .flatMap(made -> Optional.ofNullable(made.provenance().get(split)))
            .map(Provenance::options)
        : Optional.empty();
  }

  /**
   * Ends the work of a run that was killed when it had named its split in {@code dataset.json} but
   * not yet removed its traces.
   *
   * @return whether there was such a run
   */
  public boolean finishPublication(String split) throws IOException {
    Path splitStaging = new Path(new Path(path, Staging.FOLDER), split);
    Optional<Split> named = readDataset().map(each -> each.splits().get(split));
    if (named.isEmpty() || !fileSystem.exists(splitStaging)) {
      return false;
    }
    for (FileStatus run : fileSystem.listStatus(splitStaging)) {
      if (run.isDirectory()
          && FinishedShards.described(run.getPath(), configuration).equals(named.get().shards())) {
        fileSystem.create(new Path(splitFolder(split), SUCCESS), true).close();
        fileSystem.delete(splitStaging, true);
        Path all = splitStaging.getParent();
        if (fileSystem.listStatus(all).length == 0) {
          fileSystem.delete(all, false);
        }
        return true;
      }
    }
    return false;
  }

  /**
   * Publishes a complete split. A reader sees the split as it was, or none, or the new one: {@code
   * dataset.json} names it only when all of it is in place.
   *
   * @param statistics contents by path relative to the dataset; empty except for training
   */
  public Dataset publish(
      Staging staging,
      SplitSettings settings,
      ClassList classes,
      SplitOutcome outcome,
      Map<String, byte[]> statistics,
      Map<String, String> versions)
      throws IOException {
    Path ready = new Path(staging.path(), READY);
    Path target = splitFolder(settings.split());
    // To rename a folder there is to copy it, and may end in its middle.
    boolean shardByShard = ObjectStore.holds(fileSystem);
    if (!shardByShard) {
      gather(outcome, ready);
    }
    Dataset others = withdraw(settings, classes, staging);
    try {
      if (shardByShard) {
        gather(outcome, target);
      } else {
        rename(ready, target);
      }
      for (Map.Entry<String, byte[]> file : statistics.entrySet()) {
        replace(new Path(path, file.getKey()), file.getValue(), staging);
      }
      Dataset made = with(others, settings, outcome, versions);
      writeDataset(made, staging);
      fileSystem.create(new Path(target, SUCCESS)).close();
      staging.published();
      return made;
    } catch (IOException | RuntimeException e) {
      // What took hours to make stays for a run that goes on.
      if (fileSystem.exists(target)) {
        takeBack(target, ready);
      }
      withdraw(settings, classes, staging);
      throw e;
    }
  }

  /** Brings the attempts that count, and all rejects, into one folder. */
  private void gather(SplitOutcome outcome, Path folder) throws IOException {
    // What an earlier run had gathered was put back to its attempts.
    fileSystem.delete(folder, true);
    fileSystem.mkdirs(folder);
    gatherShards(outcome, folder);
    Path rejects = new Path(folder, "rejects.jsonl");
    try (var out = fileSystem.create(rejects)) {
      for (ShardOutcome made : outcome.shards()) {
        AttemptFolder attempt = new AttemptFolder(new Path(made.folder()));
        if (made.rejectCount() > 0) {
          try (var in = fileSystem.open(attempt.rejects())) {
            in.transferTo(out);
          }
        }
      }
    }
  }

  private void gatherShards(SplitOutcome outcome, Path folder) throws IOException {
    if (ObjectStore.holds(fileSystem)) {
      // Each is copied by the store, which copies several in the time of one.
      outcome.shards().parallelStream()
          .forEach(made -> Unchecked.io(() -> gatherShard(made, folder)));
      return;
    }
    for (ShardOutcome made : outcome.shards()) {
      gatherShard(made, folder);
    }
  }

  private Path gatherShard(ShardOutcome made, Path folder) throws IOException {
    Path shard = new Path(folder, new Path(made.shard().file()).getName());
    rename(new AttemptFolder(new Path(made.folder())).shard(), shard);
    return shard;
  }

  /** Takes the old split away, {@code dataset.json} first; returns the dataset without it. */
  private Dataset withdraw(SplitSettings settings, ClassList classes, Staging staging)
      throws IOException {
    Dataset others = without(settings, classes);
    if (others.splits().isEmpty()) {
      fileSystem.delete(new Path(path, Dataset.FILE_NAME), false);
    } else {
      writeDataset(others, staging);
    }
    fileSystem.delete(splitFolder(settings.split()), true);
    if (settings.isTrain()) {
      fileSystem.delete(new Path(path, STATISTICS), true);
    }
    return others;
  }

  /** Reads {@code dataset.json} anew: another split may have been published meanwhile. */
  private Dataset without(SplitSettings settings, ClassList classes) throws IOException {
    Map<String, Split> splits = new HashMap<>();
    Map<String, Provenance> provenance = new HashMap<>();
    readDataset()
        .ifPresent(
            made -> {
              splits.putAll(made.splits());
              provenance.putAll(made.provenance());
            });
    splits.remove(settings.split());
    provenance.remove(settings.split());
    return new Dataset(
        settings.framing(),
        settings.imageSize(),
        settings.encoding(),
        classes.classes(),
        splits,
        provenance);
  }

  private static Dataset with(
      Dataset others, SplitSettings settings, SplitOutcome outcome, Map<String, String> versions) {
    Map<String, Split> splits = new HashMap<>(others.splits());
    Map<String, Provenance> provenance = new HashMap<>(others.provenance());
    splits.put(settings.split(), outcome.toSplit(others.classes().size()));
    provenance.put(settings.split(), new Provenance(settings.asOptions(), versions));
    return new Dataset(
        others.framing(),
        others.imageSize(),
        others.encoding(),
        others.classes(),
        splits,
        provenance);
  }

  private Optional<Dataset> readDataset() throws IOException {
    return fileSystem.exists(new Path(path, Dataset.FILE_NAME))
        ? Optional.of(Dataset.read(path, configuration))
        : Optional.empty();
  }

  private void writeDataset(Dataset made, Staging staging) throws IOException {
    replace(
        new Path(path, Dataset.FILE_NAME), made.toJson().getBytes(StandardCharsets.UTF_8), staging);
  }

  private Path splitFolder(String split) {
    return new Path(path, split);
  }

  /** Puts a file into place in one step: readers see the old content or the new. */
  private void replace(Path file, byte[] content, Staging staging) throws IOException {
    if (ObjectStore.holds(fileSystem)) {
      ObjectStore.write(fileSystem, file, out -> out.write(content));
      return;
    }
    Path written = new Path(staging.path(), file.getName());
    try (var out = fileSystem.create(written, true)) {
      out.write(content);
    }
    fileSystem.mkdirs(file.getParent());
    FileContext.getFileContext(path.toUri(), configuration)
        .rename(written, file, Options.Rename.OVERWRITE);
  }

  private void rename(Path from, Path to) throws IOException {
    if (!fileSystem.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }
}
