package org.alexnetspark.deploy;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The training split of drawn photographs, in a few shards. */
record ChaosPreprocessing(String photographs, String output) implements ChaosSubject {
  private static final List<List<String>> CONTRADICTIONS =
      List.of(List.of("--seed", "4"), List.of("--shard-mb", "1"), List.of("--encoding", "jpeg"));

  private static final String LOCK = ".lock";

  @Override
  public String job() {
    return "preprocess";
  }

  @Override
  public List<String> begin() {
    return Plain.preprocess(photographs, "train", output);
  }

  @Override
  public List<List<String>> contradictions() {
    return CONTRADICTIONS;
  }

  @Override
  public boolean hasBegun() throws Exception {
    return Training.exists(output + "/_temporary/train/options.json");
  }

  @Override
  public boolean isComplete() throws Exception {
    return Training.exists(output + "/train/_SUCCESS") && !hasBegun();
  }

  @Override
  public int kept() {
    return 0; // which shards are finished only the job can tell; that bytes are the same is asked
  }

  @Override
  public String goesOnFrom(int kept) {
    return "";
  }

  @Override
  public List<String> result() throws Exception {
    Path folder = new Path(output);
    FileSystem files = folder.getFileSystem(new Configuration());
    List<String> sums = new ArrayList<>();
    for (RemoteIterator<LocatedFileStatus> each = files.listFiles(folder, true); each.hasNext(); ) {
      Path file = each.next().getPath();
      if (file.getName().equals(LOCK)) {
        continue; // of a process that was killed after all its work; the next one takes it over
      }
      String name = files.makeQualified(folder).toUri().relativize(file.toUri()).getPath();
      try (var in = files.open(file)) {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
        sums.add(HexFormat.of().formatHex(sum) + "  " + name);
      }
    }
    return sums.stream().sorted(Comparator.comparing(line -> line.substring(64))).toList();
  }
}
