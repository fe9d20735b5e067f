package org.alexnetspark.preprocess.job;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.alexnetspark.preprocess.dataset.ShardRow;
import org.alexnetspark.preprocess.dataset.ShardWriter;
import org.alexnetspark.preprocess.image.DecodingWatch;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.image.ImageRejectedException;
import org.alexnetspark.preprocess.image.PreparedImage;
import org.alexnetspark.preprocess.image.RejectReason;
import org.alexnetspark.preprocess.input.PhotographReader;
import org.alexnetspark.preprocess.statistics.PixelSums;
import org.alexnetspark.preprocess.storage.ObjectStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A task's work: reads the photographs of one shard in their shuffled order, decodes each once,
 * writes its row, counts it into the sums, and notes what cannot become an image.
 */
final class ShardMaker {
  private static final int REJECTS_TO_NAME = 3;

  private final Work work;
  private final SplitSettings settings;
  private final List<String> synsets;
  private final AttemptFolder folder;
  private final Configuration configuration;
  private final ImagePreparer preparer;
  private final PixelSums sums;
  private final int attemptNumber;
  private final Map<Integer, Long> imagesPerClass = new TreeMap<>();
  private final List<Reject> rejects = new ArrayList<>();

  /**
   * What every task of a job needs to know.
   *
   * @param attempts what the paths of all attempts' folders begin with
   */
  record Work(SplitSettings settings, List<String> synsets, String attempts)
      implements Serializable {

    private Path breadcrumbs() {
      return new Path(new Path(attempts).getParent(), "breadcrumbs");
    }
  }

  /**
   * Prepares for one shard.
   *
   * @param attempt unique among all attempts of the job
   * @param attemptNumber of the task: 0 for its first
   */
  ShardMaker(Work work, String attempt, int attemptNumber, Configuration configuration) {
    this.work = work;
    this.attemptNumber = attemptNumber;
    this.settings = work.settings();
    this.synsets = work.synsets();
    this.folder = new AttemptFolder(new Path(work.attempts() + "-" + attempt));
    this.configuration = configuration;
    this.preparer =
        new ImagePreparer(settings.framing(), settings.imageSize(), settings.maxPixels());
    this.sums = PixelSums.none(settings.framing(), settings.imageSize());
  }

  ShardOutcome make(ShardPlan.Assignment assignment) throws IOException {
    try (Breadcrumbs breadcrumbs =
        new Breadcrumbs(work.breadcrumbs(), assignment.index(), attemptNumber, configuration)) {
      try {
        return make(assignment, breadcrumbs);
      } catch (IOException | RuntimeException e) {
        forget(breadcrumbs, e);
        throw e;
      }
    }
  }

  /** What ends the attempt is to be told, also where its store is the reason. */
  private static void forget(Breadcrumbs breadcrumbs, Exception reason) {
    try {
      breadcrumbs.forget();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private ShardOutcome make(ShardPlan.Assignment assignment, Breadcrumbs breadcrumbs)
      throws IOException {
    String name =
        String.format(Locale.ROOT, "%s/part-%05d.parquet", settings.split(), assignment.index());
    try (ShardWriter shard =
            new ShardWriter(
                folder.shard(),
                name,
                settings.framing(),
                settings.encoding(),
                settings.imageSize(),
                configuration);
        PhotographReader photographs = new PhotographReader(configuration)) {
      Optional<String> deadly = breadcrumbs.deadly();
      for (int row = 0; row < assignment.ids().length; row++) {
        String path = assignment.photographs().path(row);
        try {
          if (deadly.filter(path::equals).isPresent()) {
            throw new ImageRejectedException(
                RejectReason.ENDS_DECODER, "two processes ended while they decoded it");
          }
          breadcrumbs.at(path);
          byte[] content = photographs.read(assignment.photographs().location(row));
          PreparedImage image = prepare(path, content);
          int label = assignment.photographs().label(row);
          shard.write(row(assignment.ids()[row], label, path, image));
          count(label, image);
        } catch (ImageRejectedException e) {
          rejects.add(new Reject(path, e.reason(), e.getMessage()));
        } catch (RuntimeException e) {
          throw mistake(path, e);
        }
      }
      writeSums();
      writeRejects();
      ShardOutcome outcome =
          new ShardOutcome(
              assignment.index(),
              folder.path().toString(),
              shard.finish(),
              imagesPerClass,
              rejectsByReason(),
              List.copyOf(rejects.subList(0, Math.min(REJECTS_TO_NAME, rejects.size()))));
      writeOutcome(outcome);
      return outcome;
    }
  }

  /** Not as the cause: an error's one line is that of its innermost cause, and has to name path. */
  private static IllegalStateException mistake(String path, RuntimeException e) {
    IllegalStateException mistake =
        new IllegalStateException("a mistake in this program, met at " + path + ": " + e);
    mistake.addSuppressed(e);
    return mistake;
  }

  /** In one step, after everything else: what has an outcome is complete. */
  private void writeOutcome(ShardOutcome outcome) throws IOException {
    if (ObjectStore.holds(fileSystem())) {
      ObjectStore.write(fileSystem(), folder.outcome(), out -> out.write(outcome.toJson()));
      return;
    }
    Path written = folder.outcome().suffix(".part");
    try (OutputStream out = fileSystem().create(written, true)) {
      out.write(outcome.toJson());
    }
    if (!fileSystem().rename(written, folder.outcome())) {
      throw new IOException("cannot rename " + written + " to " + folder.outcome());
    }
  }

  private PreparedImage prepare(String path, byte[] content) throws ImageRejectedException {
    DecodingWatch watch = DecodingWatch.ofProcess();
    watch.begin(path);
    try {
      return preparer.prepare(content);
    } finally {
      watch.end();
    }
  }

  private ShardRow row(int id, int label, String path, PreparedImage image) {
    return new ShardRow(
        id,
        label,
        synsets.get(label),
        path,
        image.sourceWidth(),
        image.sourceHeight(),
        image.width(),
        image.height(),
        image.bgr());
  }

  private void count(int label, PreparedImage image) {
    imagesPerClass.merge(label, 1L, Long::sum);
    if (settings.isTrain()) {
      sums.add(image.bgr());
    }
  }

  private void writeSums() throws IOException {
    if (settings.isTrain()) {
      try (DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(fileSystem().create(folder.sums(), true)))) {
        sums.write(out);
      }
    }
  }

  private void writeRejects() throws IOException {
    if (rejects.isEmpty()) {
      return;
    }
    try (BufferedWriter out =
        new BufferedWriter(
            new OutputStreamWriter(
                fileSystem().create(folder.rejects(), true), StandardCharsets.UTF_8))) {
      for (Reject reject : rejects) {
        out.write(reject.toJson());
        out.write('\n');
      }
    }
  }

  private Map<RejectReason, Long> rejectsByReason() {
    Map<RejectReason, Long> counts = new EnumMap<>(RejectReason.class);
    rejects.forEach(reject -> counts.merge(reject.reason(), 1L, Long::sum));
    return counts;
  }

  private FileSystem fileSystem() throws IOException {
    return folder.path().getFileSystem(configuration);
  }
}
