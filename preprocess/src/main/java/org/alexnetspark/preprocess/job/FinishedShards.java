package org.alexnetspark.preprocess.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.preprocess.dataset.Shard;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The shards that a run which did not end has left in its staging folder. */
final class FinishedShards {
  private final FileSystem fileSystem;
  private final Path staging;

  private FinishedShards(Path staging, Configuration configuration) throws IOException {
    this.staging = staging;
    this.fileSystem = staging.getFileSystem(configuration);
  }

  /** One complete attempt of each shard. */
  static List<ShardOutcome> find(Path staging, Configuration configuration) {
    return Unchecked.io(() -> new FinishedShards(staging, configuration).find());
  }

  /** The shards as outcomes describe them, by name, wherever their files are. */
  static List<Shard> described(Path staging, Configuration configuration) throws IOException {
    FinishedShards shards = new FinishedShards(staging, configuration);
    Map<String, Shard> described = new TreeMap<>();
    for (FileStatus entry : shards.fileSystem.listStatus(staging)) {
      AttemptFolder attempt = new AttemptFolder(entry.getPath());
      if (shards.fileSystem.exists(attempt.outcome())) {
        Shard shard = shards.read(attempt).shard();
        described.put(shard.file(), shard);
      }
    }
    return List.copyOf(described.values());
  }

  private List<ShardOutcome> find() throws IOException {
    Map<Integer, ShardOutcome> finished = new HashMap<>();
    for (FileStatus entry : fileSystem.listStatus(staging)) {
      AttemptFolder attempt = new AttemptFolder(entry.getPath());
      if (fileSystem.exists(attempt.outcome())) {
        ShardOutcome outcome = read(attempt);
        if (isThere(attempt, outcome)) {
          finished.putIfAbsent(outcome.index(), outcome);
        }
      }
    }
    return new ArrayList<>(finished.values());
  }

  private ShardOutcome read(AttemptFolder attempt) throws IOException {
    try (var in = fileSystem.open(attempt.outcome())) {
      return ShardOutcome.parse(in.readAllBytes());
    }
  }

  /** A run that was killed while it published had gathered shards already: they are put back. */
  private boolean isThere(AttemptFolder attempt, ShardOutcome outcome) throws IOException {
    Path gathered =
        new Path(
            new Path(staging, DatasetFolder.READY), new Path(outcome.shard().file()).getName());
    return fileSystem.exists(attempt.shard())
        || (fileSystem.exists(gathered) && fileSystem.rename(gathered, attempt.shard()));
  }
}
