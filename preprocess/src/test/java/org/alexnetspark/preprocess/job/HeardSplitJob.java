package org.alexnetspark.preprocess.job;

import java.util.ArrayList;
import java.util.List;

/** Notes what a job says of itself. */
final class HeardSplitJob implements SplitJob.Listener {
  private final List<String> words = new ArrayList<>();
  private final List<Long> progress = new ArrayList<>();

  private final SplitJob.Step step =
      new SplitJob.Step() {
        @Override
        public void advanceTo(long photographs) {
          progress.add(photographs);
        }

        @Override
        public void close() {
          words.add("closed");
        }
      };

  /** What it said, in order. */
  List<String> words() {
    return words;
  }

  /** How many photographs were done. */
  List<Long> progress() {
    return progress;
  }

  @Override
  public void begins(Staging staging) {
    words.add("begins");
  }

  @Override
  public SplitJob.Step shards(int shards, int photographs) {
    words.add("shards");
    return step;
  }

  @Override
  public void shardsAreMade() {
    words.add("made");
  }

  @Override
  public SplitJob.Step statistics(long images) {
    words.add("statistics");
    return step;
  }

  @Override
  public void published() {
    words.add("published");
  }

  @Override
  public void failed(Staging staging) {
    words.add("failed");
  }
}
