package org.alexnetspark.jobs.predict;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.alexnetspark.jobs.classify.Guess;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.JsonOption;
import org.alexnetspark.jobs.cli.NamedPath;
import org.alexnetspark.jobs.page.PageFile;
import org.alexnetspark.jobs.photograph.Photograph;
import org.alexnetspark.jobs.photograph.PhotographFiles;
import org.alexnetspark.jobs.photograph.PhotographsOption;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.spark.Progress;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.jobs.trained.ModelOption;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Names what is on photographs, prepared by the same code as those of the training. A few are
 * answered by the process that was started, without Spark, whose start would take longer than the
 * answer; many, or those for another machine, by a Spark job.
 */
@Command(
    name = "predict",
    sortOptions = false,
    description = {
      "The most probable classes of photographs (any format that preprocess.jar reads).",
      "Up to a thousand on a local master are answered without starting Spark. Files that are no usable photographs are "
          + "named, and the others answered; exit status 1 only where none could be."
    })
public final class PredictCommand implements Callable<Integer> {
  /** Photographs up to which starting Spark is not worth it. */
  private static final int MOST_WITHOUT_SPARK = 1000;

  private static final int BATCH = 16;

  /** Larger ones are hardly faster, and a task's last takes the time of a full one. */
  private static final int BATCH_OF_MANY = 32;

  /** Photographs after which this process prints answers and sets the network's weights again. */
  private static final int AT_A_TIME_HERE = 250;

  private static final double PERCENT = 100;

  @Mixin private ModelOption model;

  @Mixin private PhotographsOption photographs;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "5",
      description = "Classes to name for each photograph (default: ${DEFAULT-VALUE}).")
  private int top;

  @Mixin private JsonOption json;

  @Option(
      names = "--page",
      paramLabel = "FILE.html",
      converter = NamedPath.class,
      description =
          "Also write a page with the photographs (the first "
              + PredictionPage.MOST_PHOTOGRAPHS
              + ") and a bar for each class.")
  private String page;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    unless(top >= 1, "--top", top, "at least 1");
    List<String> places = photographs.places(hadoop);
    List<String> first = PhotographFiles.first(MOST_WITHOUT_SPARK + 1, places, hadoop);
    boolean here = Cluster.isLocal() && first.size() <= MOST_WITHOUT_SPARK;
    if (here) {
      loadDecoderMeanwhile(first.get(0), hadoop);
    }
    ClassifyingModel trained = model.read(hadoop);
    Answers answers = new Answers(trained);
    if (here) {
      predictHere(first, trained, answers, hadoop);
    } else {
      predictOnSpark(places, trained, answers);
    }
    if (page != null) {
      PageFile.write(page, answers.shown.render(), hadoop);
    }
    return answers.usable > 0 ? JobMain.DONE : JobMain.FAILED;
  }

  /**
   * Decodes a photograph for nothing but that the native decoder is loaded while the model is read:
   * a third of a second of the few that a single photograph waits for.
   */
  private static void loadDecoderMeanwhile(String path, Configuration hadoop) {
    CompletableFuture<Photograph> unused =
        CompletableFuture.supplyAsync(
            () ->
                Photograph.prepare(
                    path, new ImagePreparer(1, ImagePreparer.DEFAULT_MAX_PIXELS), hadoop));
  }

  private void predictHere(
      List<String> paths, ClassifyingModel trained, Answers answers, Configuration hadoop) {
    Predictor predictor = Predictor.of(trained, top, Math.min(BATCH, paths.size()));
    for (int start = 0; start < paths.size(); start += AT_A_TIME_HERE) {
      List<Predictor.Question> questions = new ArrayList<>();
      for (int i = start; i < Math.min(start + AT_A_TIME_HERE, paths.size()); i++) {
        questions.add(new Predictor.Question(paths.get(i), i < shown()));
      }
      answers.add(predictor.answers(questions, trained.weights(), hadoop));
    }
  }

  private void predictOnSpark(List<String> places, ClassifyingModel trained, Answers answers) {
    try (JavaSparkContext spark = Cluster.start("predict with AlexNet")) {
      PredictionJob job =
          new PredictionJob(
              spark, Predictor.of(trained, top, BATCH_OF_MANY), trained.weights(), places);
      try (Progress stage = Progress.begin("Predicting photographs", job.photographs())) {
        job.predict(
            shown(),
            some -> {
              answers.add(some);
              stage.advanceTo(answers.all);
            });
      }
    }
  }

  /** Photographs that are to be on the page. */
  private int shown() {
    return page == null ? 0 : PredictionPage.MOST_PHOTOGRAPHS;
  }

  /** What is done with answers: they are printed, and some are kept for the page. */
  private final class Answers {
    private final ClassifyingModel trained;
    private final PredictionPage shown;
    private long all;
    private long usable;

    private Answers(ClassifyingModel trained) {
      this.trained = trained;
      this.shown = new PredictionPage("What " + model.uri() + " sees", trained);
    }

    private void add(List<Answer> some) {
      for (Answer answer : some) {
        print(answer, trained);
        shown.add(answer);
        all++;
        usable += answer.refused() ? 0 : 1;
      }
    }
  }

  private void print(Answer answer, ClassifyingModel trained) {
    if (json.wanted()) {
      json.print(line(answer, trained));
    } else if (answer.photograph() instanceof Photograph.Refused refused) {
      System.err.println(refused);
    } else {
      System.out.println(answer.photograph().path());
      for (Guess.Scored scored : answer.best()) {
        System.out.printf(
            Locale.ROOT,
            "  %6.2f %%  %s%n",
            PERCENT * scored.probability(),
            nameOf(trained.classes().get(scored.label())));
      }
    }
  }

  private static Map<String, Object> line(Answer answer, ClassifyingModel trained) {
    if (answer.photograph() instanceof Photograph.Refused refused) {
      return refused.line();
    }
    List<Map<String, Object>> classes = new ArrayList<>();
    for (Guess.Scored scored : answer.best()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("synset", trained.classes().get(scored.label()).synset());
      entry.put("words", trained.classes().get(scored.label()).words());
      entry.put("probability", scored.probability());
      classes.add(entry);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("path", answer.photograph().path());
    line.put("classes", classes);
    return line;
  }

  private static String nameOf(SynsetClass synsetClass) {
    return synsetClass.words().isEmpty()
        ? synsetClass.synset()
        : synsetClass.words() + " (" + synsetClass.synset() + ")";
  }
}
