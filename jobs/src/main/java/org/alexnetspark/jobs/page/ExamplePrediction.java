package org.alexnetspark.jobs.page;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;

/**
 * A photograph and the classes that the network finds most probable.
 *
 * @param image the photograph as the network gets it
 * @param trueClass its class's name, if known
 * @param guesses the most probable classes, best first
 */
public record ExamplePrediction(
    BufferedImage image, Optional<String> trueClass, List<NamedGuess> guesses) {
  public ExamplePrediction {
    guesses = List.copyOf(guesses);
  }
}
