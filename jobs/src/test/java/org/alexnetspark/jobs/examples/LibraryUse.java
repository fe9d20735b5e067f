package org.alexnetspark.jobs.examples;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.alexnetspark.jobs.classify.Guess;
import org.alexnetspark.jobs.predict.Answer;
import org.alexnetspark.jobs.predict.Predictor;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.jobs.trained.Models;
import org.apache.hadoop.conf.Configuration;

/** What a program of one's own does with a model, without Spark. */
public final class LibraryUse {
  private LibraryUse() {}

  public static void main(String[] arguments) throws IOException {
    Configuration hadoop = new Configuration();
    ClassifyingModel model = Models.named("model", arguments[0], hadoop);
    Predictor predictor = Predictor.of(model, 5, 1);
    var questions = List.of(new Predictor.Question(arguments[1], false));
    for (Answer answer : predictor.answers(questions, model.weights(), hadoop)) {
      for (Guess.Scored guess : answer.best()) {
        String name = model.classNames().get(guess.label());
        System.out.printf(Locale.ROOT, "%.2f %%  %s%n", 100 * guess.probability(), name);
      }
    }
  }
}
