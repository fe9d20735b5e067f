package org.alexnetspark.jobs.preprocess;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.cli.Interruption;
import org.alexnetspark.jobs.spark.Progress;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.job.SplitJob;
import org.alexnetspark.preprocess.job.SplitOutcome;
import org.alexnetspark.preprocess.job.SplitSettings;
import org.alexnetspark.preprocess.job.Staging;
import org.apache.hadoop.fs.Path;

/**
 * Shows a split's making to the person who waits for it: how far it is, what a signal would cost,
 * and what came of it.
 *
 * @param folder of the dataset
 */
record ShownSplitJob(Path folder, SplitSettings settings) implements SplitJob.Listener {
  private static final String NOTHING_IS_FINISHED =
      "no shard was finished; begin again with the same command";

  /** A step with its bar. */
  private record ShownStep(Progress progress) implements SplitJob.Step {
    @Override
    public void advanceTo(long photographs) {
      progress.advanceTo(photographs);
    }

    @Override
    public void close() {
      progress.close();
    }
  }

  /** The run has left its note. */
  void announced(boolean resumed) {
    Interruption.account(() -> resumed ? shardsAreKept() : NOTHING_IS_FINISHED);
  }

  @Override
  public void begins(Staging staging) {
    Interruption.account(() -> nothingIsFinished(staging) ? NOTHING_IS_FINISHED : shardsAreKept());
  }

  private static boolean nothingIsFinished(Staging staging) {
    try {
      return !staging.holdsFinishedShards();
    } catch (IOException e) {
      return false; // resuming looks again
    }
  }

  @Override
  public SplitJob.Step shards(int shards, int photographs) {
    Progress progress = Progress.begin("Making shards", photographs);
    progress.say(
        Count.of(shards, "shard") + " of about " + Count.of(photographs / shards, "photograph"));
    return new ShownStep(progress);
  }

  @Override
  public void shardsAreMade() {
    Interruption.account(this::shardsAreKept);
  }

  private String shardsAreKept() {
    return "finished shards are kept; go on with: preprocess --resume --output "
        + folder
        + " --split "
        + settings.split();
  }

  @Override
  public SplitJob.Step statistics(long images) {
    String mean = isCropped() ? "Mean image" : "Mean colour";
    return new ShownStep(Progress.begin(mean + " and colour components", images));
  }

  private boolean isCropped() {
    return settings.framing() == Framing.CROP;
  }

  @Override
  public void published() {
    Interruption.account(
        () -> "the split \"" + settings.split() + "\" in " + folder + " is complete");
  }

  @Override
  public void failed(Staging staging) throws IOException {
    if (staging.holdsFinishedShards()) {
      System.err.println(
          "Finished shards are kept; the same command with --resume goes on (--max-rejects may"
              + " be another).");
    }
  }

  /** Says what was made. */
  void summarize(SplitJob.Made made) {
    SplitOutcome outcome = made.outcome();
    int size = settings.imageSize();
    System.out.printf(
        Locale.ROOT,
        "%s: %s of %s in %s, %,d rejected%s; %s, %,d MB, in %s%n",
        settings.split(),
        Count.of(outcome.images(), "image"),
        isCropped() ? size + " x " + size : "a shorter side of " + size,
        Count.of(made.dataset().classes().size(), "class"),
        outcome.rejects(),
        byReason(outcome),
        Count.of(outcome.shards().size(), "shard"),
        outcome.bytes() / 1_000_000,
        folder);
  }

  private static String byReason(SplitOutcome outcome) {
    return outcome.rejectsByReason().isEmpty()
        ? ""
        : outcome.rejectsByReason().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", ", " (", ")"));
  }
}
