package org.alexnetspark.jobs.train.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.AlexNetSource;

/**
 * A reading of the 2012 experiment: network, initialisation, update rule, augmentation and schedule
 * in one word. Every part is an option of its own, and an option that is given goes before the
 * recipe (see docs/recipes.md).
 */
public enum Recipe {
  /** The paper's text: the options' usual defaults. */
  PAPER("the paper's text"),
  /** Net 145 as the authors trained it, by their source of 2012, released in 2025. */
  SOURCE("the authors' source");

  /** Chooses the recipe. */
  public static final String OPTION = "--recipe";

  /** What both have in common unless the source has another: the paper's. */
  private static final Map<String, String> PARTS = parts();

  private static final Map<String, String> OF_SOURCE =
      Map.of(
          NetworkOptions.NETWORK,
          AlexNetSource.NET_145.networkName(),
          "--init",
          "source",
          LearningOptions.BIAS_LEARNING_RATE,
          "0.02",
          LearningOptions.JITTER_DIVISOR,
          "1.1",
          LearningOptions.DRAW_EVERY,
          "32",
          LearningOptions.SCHEDULE,
          LearningOptions.SOURCE_SCHEDULE,
          "--epochs",
          "91");

  private final String words;

  Recipe(String words) {
    this.words = words;
  }

  private static Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put(NetworkOptions.NETWORK, AlexNet.NAME);
    parts.put("--width", "1");
    parts.put("--activation", "relu");
    parts.put("--towers", "2");
    parts.put("--lrn", "paper");
    parts.put("--pooling", "overlapping");
    parts.put("--leave-out", "none");
    parts.put("--dropout", "0.5");
    parts.put("--init", "paper");
    parts.put("--batch-size", "128");
    parts.put("--learning-rate", "0.01");
    parts.put("--momentum", "0.9");
    parts.put("--weight-decay", "5e-4");
    parts.put(LearningOptions.BIAS_LEARNING_RATE, LearningOptions.AS_WEIGHTS);
    parts.put("--color-jitter", "0.1");
    parts.put(LearningOptions.JITTER_DIVISOR, "1");
    parts.put(LearningOptions.DRAW_EVERY, "1");
    parts.put(LearningOptions.SCHEDULE, "plateau");
    return parts;
  }

  /** What the recipe says of an option; null where it leaves it at its usual default. */
  public String value(String option) {
    return this == SOURCE ? OF_SOURCE.get(option) : null;
  }

  /**
   * In words, which reading a run is: one of the two, or how it differs from the one it was to be.
   *
   * @param options of the run, as resolved
   */
  public static String reading(Map<String, String> options) {
    for (Recipe recipe : values()) {
      if (recipe.differences(options).isEmpty()) {
        return recipe.words + " (--recipe " + recipe + ")";
      }
    }
    Recipe meant = options.getOrDefault(OPTION, "").equalsIgnoreCase("source") ? SOURCE : PAPER;
    return meant.words + ", but for " + String.join(", ", meant.differences(options));
  }

  /** Options whose values are others; those that say nothing about a run are not there. */
  private List<String> differences(Map<String, String> options) {
    return PARTS.entrySet().stream()
        .filter(part -> options.containsKey(part.getKey()))
        .filter(part -> !same(options.get(part.getKey()), valueOr(part)))
        .map(part -> part.getKey() + " " + options.get(part.getKey()))
        .collect(Collectors.toList());
  }

  private String valueOr(Map.Entry<String, String> part) {
    String own = value(part.getKey());
    return own == null ? part.getValue() : own;
  }

  private static boolean same(String one, String other) {
    if (one.equalsIgnoreCase(other)) {
      return true;
    }
    try {
      return Double.parseDouble(one) == Double.parseDouble(other);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
