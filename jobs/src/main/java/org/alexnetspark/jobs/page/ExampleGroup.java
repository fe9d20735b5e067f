package org.alexnetspark.jobs.page;

import java.util.List;

/**
 * Photographs that have something in common.
 *
 * @param heading what that is, in a few words
 * @param explanation in a sentence
 */
public record ExampleGroup(String heading, String explanation, List<ExamplePrediction> examples) {
  public ExampleGroup {
    examples = List.copyOf(examples);
  }
}
