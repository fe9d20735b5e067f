package org.alexnetspark.jobs.train.folder;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.alexnetspark.jobs.run.RunFiles;
import org.alexnetspark.npy.NpyFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Each worker's own momentum after each round, in the run's folder ({@code --momentum-across-rounds
 * local}): a file of a round is written once by whichever executor serves the worker, and read by
 * whichever serves it next, or again.
 */
public final class WorkerMomentum {
  static final String FOLDER = "momentum";
  private static final String PREFIX = "round-";

  private final Path folder;
  private final FileSystem fileSystem;
  private final RunFiles files;

  /**
   * The momentum of a run's workers.
   *
   * @param run the run's folder
   */
  public WorkerMomentum(Path run, Configuration configuration) throws IOException {
    this.folder = new Path(run, FOLDER);
    this.fileSystem = folder.getFileSystem(configuration);
    this.files = new RunFiles(folder, configuration);
  }

  /** Writes a worker's momentum after a round and returns the file's checksum. */
  public String write(int round, int worker, float[] momentum) throws IOException {
    return files.replace(file(round, worker), out -> NpyFile.write(out, momentum, momentum.length));
  }

  /**
   * Reads a worker's momentum after a round.
   *
   * @param checksum that writing it gave
   */
  public float[] read(int round, int worker, String checksum, int length) throws IOException {
    return files.read(file(round, worker), checksum, in -> NpyFile.read(in, length));
  }

  /**
   * Reads all workers' files of a round, to see that they are whole.
   *
   * @param checksums by worker
   */
  void verify(int round, List<String> checksums) throws IOException {
    for (int worker = 0; worker < checksums.size(); worker++) {
      files.read(file(round, worker), checksums.get(worker), InputStream::available);
    }
  }

  /** Removes the files of all rounds but these. */
  void deleteAllBut(Set<Integer> rounds) throws IOException {
    if (!fileSystem.exists(folder)) {
      return;
    }
    for (var each : fileSystem.listStatus(folder)) {
      String name = each.getPath().getName();
      if (name.startsWith(PREFIX)
          && !rounds.contains(Integer.valueOf(name.substring(PREFIX.length())))) {
        fileSystem.delete(each.getPath(), true);
      }
    }
  }

  private Path file(int round, int worker) {
    return new Path(folder, PREFIX + round + "/worker-" + worker + ".npy");
  }
}
