package org.alexnetspark.jobs.predict;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.Cluster;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.evaluate.Classifier;
import org.alexnetspark.jobs.evaluate.Guess;
import org.alexnetspark.jobs.feeding.NetworkInput;
import org.alexnetspark.jobs.feeding.View;
import org.alexnetspark.jobs.network.ExecutorNetworks;
import org.alexnetspark.jobs.network.Models;
import org.alexnetspark.jobs.network.TrainedModel;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.image.ImageRejectedException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Names what is on photographs, prepared by the same code as those of the training. Runs where it
 * is started, without Spark.
 */
@Command(
    name = "predict",
    sortOptions = false,
    description =
        "The most probable classes of photographs (any format that preprocess.jar reads).")
public final class PredictCommand implements Callable<Integer> {
  private static final int BATCH = 16;
  private static final double PERCENT = 100;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN|ZIP",
      description = "A run's folder, or a model.zip.")
  private String model;

  @Option(
      names = "--input",
      required = true,
      arity = "1..*", // a pattern may come expanded by the shell
      paramLabel = "URI",
      description = "A photograph, a folder of them, or a glob pattern; may be repeated.")
  private List<String> inputs;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "5",
      description = "Classes to name for each photograph (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(names = "--json", description = "Print a line of JSON for each photograph.")
  private boolean json;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  /** A photograph made ready. */
  private record Photograph(Path path, byte[] pixels) {}

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    if (top < 1) {
      throw new UnusableArgumentException("--top is " + top + ", must be at least 1");
    }
    List<Path> paths = list(hadoop);
    TrainedModel trained = Models.named("--model", model, hadoop);
    int answered = predict(trained, paths, hadoop);
    return answered > 0 ? JobMain.DONE : JobMain.FAILED;
  }

  private List<Path> list(Configuration hadoop) throws IOException {
    List<Path> paths = new ArrayList<>();
    for (String input : inputs) {
      Path pattern = new Path(input);
      FileSystem files = pattern.getFileSystem(hadoop);
      FileStatus[] matches = files.globStatus(pattern);
      if (matches == null || matches.length == 0) {
        throw new UnusableArgumentException("--input " + input + " does not exist");
      }
      for (FileStatus match : matches) {
        RemoteIterator<LocatedFileStatus> found = files.listFiles(match.getPath(), true);
        while (found.hasNext()) {
          paths.add(found.next().getPath());
        }
      }
    }
    if (paths.isEmpty()) {
      throw new UnusableArgumentException(
          "--input " + String.join(", ", inputs) + " holds no files");
    }
    paths.sort(null);
    return paths;
  }

  private int predict(TrainedModel trained, List<Path> paths, Configuration hadoop)
      throws IOException {
    int batchSize = Math.min(BATCH, paths.size());
    NetworkInput input =
        new NetworkInput(
            trained.imageSize(),
            trained.network().crop(),
            trained.mean(),
            NetworkInput.Jitter.none());
    ImagePreparer preparer =
        new ImagePreparer(trained.imageSize(), ImagePreparer.DEFAULT_MAX_PIXELS);
    int answered = 0;
    try (ExecutorNetworks.Lease lease = ExecutorNetworks.borrow(trained.network(), batchSize)) {
      Classifier classifier = new Classifier(lease.network(), input, View.of(1, input), batchSize);
      classifier.setWeights(trained.weights());
      for (int start = 0; start < paths.size(); start += batchSize) {
        List<Photograph> photographs =
            prepare(
                paths.subList(start, Math.min(start + batchSize, paths.size())), preparer, hadoop);
        float[][] probabilities =
            classifier.probabilities(photographs.stream().map(Photograph::pixels).toList());
        for (int i = 0; i < photographs.size(); i++) {
          print(photographs.get(i).path(), Guess.best(probabilities[i], top), trained);
        }
        answered += photographs.size();
      }
    }
    return answered;
  }

  /** The photographs that can be read; each of the others is named on the standard error stream. */
  private static List<Photograph> prepare(
      List<Path> paths, ImagePreparer preparer, Configuration hadoop) throws IOException {
    List<Photograph> photographs = new ArrayList<>();
    for (Path path : paths) {
      try (InputStream in = path.getFileSystem(hadoop).open(path)) {
        photographs.add(new Photograph(path, preparer.prepare(in.readAllBytes()).rgb()));
      } catch (ImageRejectedException e) {
        System.err.println("skipped " + path + ": " + e.reason() + ", " + e.getMessage());
      }
    }
    return photographs;
  }

  private static String nameOf(SynsetClass synsetClass) {
    return synsetClass.words().isEmpty()
        ? synsetClass.synset()
        : synsetClass.words() + " (" + synsetClass.synset() + ")";
  }

  private void print(Path path, List<Guess.Scored> best, TrainedModel trained) throws IOException {
    if (json) {
      List<Map<String, Object>> classes = new ArrayList<>();
      for (Guess.Scored scored : best) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("synset", trained.classes().get(scored.label()).synset());
        entry.put("words", trained.classes().get(scored.label()).words());
        entry.put("probability", scored.probability());
        classes.add(entry);
      }
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("path", path.toString());
      line.put("classes", classes);
      System.out.println(new ObjectMapper().writeValueAsString(line));
    } else {
      System.out.println(path);
      for (Guess.Scored scored : best) {
        System.out.printf(
            Locale.ROOT,
            "  %6.2f %%  %s%n",
            PERCENT * scored.probability(),
            nameOf(trained.classes().get(scored.label())));
      }
    }
  }
}
