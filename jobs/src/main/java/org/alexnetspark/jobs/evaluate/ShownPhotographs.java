package org.alexnetspark.jobs.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.classify.Guess;
import org.alexnetspark.jobs.feeding.StoredImages;
import org.alexnetspark.jobs.page.ExampleGroup;
import org.alexnetspark.jobs.page.ExamplePrediction;
import org.alexnetspark.jobs.page.NamedGuess;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.apache.hadoop.conf.Configuration;

/** Photographs of an evaluated split that are worth a look, with the network's guesses. */
public final class ShownPhotographs {
  /** A row of a page on a wide screen or on paper. */
  private static final int IN_A_GROUP = 6;

  private final String data;
  private final Dataset dataset;
  private final String split;
  private final Configuration hadoop;

  public ShownPhotographs(String data, Dataset dataset, String split, Configuration hadoop) {
    this.data = data;
    this.dataset = dataset;
    this.split = split;
    this.hadoop = hadoop;
  }

  /**
   * The first photographs of the split (it is shuffled, so they are of all classes), those on which
   * the network did worst and best, and those on which it did as well as on most: whose loss is
   * nearest the median.
   */
  public List<ExampleGroup> of(Evaluation evaluation) throws IOException {
    List<Guess> guesses = evaluation.guesses();
    List<Integer> byLoss =
        IntStream.range(0, guesses.size())
            .boxed()
            .sorted(Comparator.comparingDouble(position -> guesses.get(position).loss()))
            .toList();
    int count = Math.min(IN_A_GROUP, byLoss.size());
    int middle = (byLoss.size() - count) / 2;
    List<Integer> worstFirst =
        byLoss.subList(byLoss.size() - count, byLoss.size()).stream()
            .sorted(Comparator.comparingDouble(position -> -guesses.get(position).loss()))
            .toList();
    return List.of(
        group(
            "Photographs and the network's five guesses",
            "The first photographs of the split.",
            IntStream.range(0, count).boxed().toList(),
            guesses),
        group(
            "Most typical",
            "The photographs whose loss is nearest the median: half of all do better.",
            byLoss.subList(middle, middle + count),
            guesses),
        group(
            "Best",
            "The photographs with the highest probabilities of their true classes.",
            byLoss.subList(0, count),
            guesses),
        group(
            "Worst",
            "The photographs with the lowest probabilities of their true classes.",
            worstFirst,
            guesses));
  }

  private ExampleGroup group(
      String heading, String explanation, List<Integer> positions, List<Guess> guesses)
      throws IOException {
    List<ExamplePrediction> examples = new ArrayList<>();
    for (int position : positions) {
      ImageRecord image = StoredImages.at(data, dataset.split(split), hadoop, position);
      examples.add(
          new ExamplePrediction(
              Pictures.ofSquare(image.image(), dataset.imageSize()),
              Optional.of(name(image.label())),
              guesses.get(position).best().stream()
                  .map(best -> new NamedGuess(name(best.label()), best.probability()))
                  .toList()));
    }
    return new ExampleGroup(heading, explanation, examples);
  }

  private String name(int label) {
    return ClassifyingModel.nameOf(dataset.classes().get(label));
  }
}
