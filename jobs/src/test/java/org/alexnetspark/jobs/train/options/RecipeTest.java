package org.alexnetspark.jobs.train.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.alexnetspark.jobs.train.TrainCommand;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class RecipeTest {

  /** Every option as train resolves it. */
  private static Map<String, String> resolved(String... arguments) {
    CommandLine train =
        new CommandLine(new TrainCommand()).setCaseInsensitiveEnumValuesAllowed(true);
    train.parseArgs(
        Stream.concat(Stream.of("--data", "d", "--output", "o"), Stream.of(arguments))
            .toArray(String[]::new));
    Map<String, String> options = new LinkedHashMap<>();
    for (OptionSpec option : train.getCommandSpec().options()) {
      if (option.getValue() != null) {
        options.put(option.longestName(), String.valueOf(option.<Object>getValue()));
      }
    }
    return options;
  }

  @Test
  void withoutAWordEverythingIsThePapers() {
    assertThat(resolved())
        .isEqualTo(resolved("--recipe", "paper"))
        .containsEntry("--network", "alexnet")
        .containsEntry("--init", "PAPER")
        .containsEntry("--schedule", "plateau")
        .containsEntry("--bias-learning-rate", "weights")
        .containsEntry("--jitter-divisor", "1.0")
        .containsEntry("--draw-every", "1")
        .containsEntry("--epochs", "90");
    assertThat(Recipe.reading(resolved())).isEqualTo("the paper's text (--recipe paper)");
  }

  @Test
  void sourceSetsEveryPart() {
    assertThat(resolved("--recipe", "source"))
        .containsEntry("--network", "alexnet-145")
        .containsEntry("--init", "SOURCE")
        .containsEntry("--schedule", "source")
        .containsEntry("--bias-learning-rate", "0.02")
        .containsEntry("--jitter-divisor", "1.1")
        .containsEntry("--draw-every", "32")
        .containsEntry("--epochs", "91")
        .containsEntry("--learning-rate", "0.01");
    assertThat(Recipe.reading(resolved("--recipe", "source", "--seed", "9")))
        .isEqualTo("the authors' source (--recipe source)");
  }

  @Test
  void whatIsGivenGoesBeforeTheRecipe() {
    Map<String, String> options =
        resolved(
            "--init", "he", "--recipe", "source", "--schedule=poly", "--network", "alexnet-150");
    assertThat(options)
        .containsEntry("--init", "HE")
        .containsEntry("--schedule", "poly")
        .containsEntry("--network", "alexnet-150")
        .containsEntry("--draw-every", "32");
    assertThat(Recipe.reading(options))
        .isEqualTo(
            "the authors' source, but for --network alexnet-150, --init HE, --schedule poly");
  }

  @Test
  void partsOfTheSourceInThePapersRecipeAreTold() {
    assertThat(Recipe.reading(resolved("--bias-learning-rate", "0.02", "--lrn", "source")))
        .isEqualTo("the paper's text, but for --lrn SOURCE, --bias-learning-rate 0.02");
  }

  /** The same parts one by one are the same reading. */
  @Test
  void allPartsTogetherAreTheRecipe() {
    assertThat(
            Recipe.reading(
                resolved(
                    "--network=alexnet-145",
                    "--init=source",
                    "--schedule=source",
                    "--bias-learning-rate=0.02",
                    "--jitter-divisor=1.1",
                    "--draw-every=32")))
        .isEqualTo("the authors' source (--recipe source)");
  }

  @Test
  void aNetworkHasItsOwnCropWhereNoneIsGiven() {
    assertThat(resolved("--network", "four-layers")).containsEntry("--crop", "32");
    assertThat(resolved("--network", "four-layers", "--crop", "24")).containsEntry("--crop", "24");
    assertThat(resolved("--recipe", "source")).containsEntry("--crop", "224");
  }

  /** Runs of versions that knew neither recipe nor its parts were the paper's. */
  @Test
  void olderRunsAreRead() {
    Map<String, String> options = new HashMap<>(resolved());
    options
        .keySet()
        .removeAll(List.of("--recipe", "--bias-learning-rate", "--jitter-divisor", "--draw-every"));
    assertThat(Recipe.reading(options)).isEqualTo("the paper's text (--recipe paper)");
  }
}
