package org.alexnetspark.preprocess.dataset;

import java.util.Objects;

/**
 * A class of the dataset. Its label is its position in {@link Dataset#classes()}, which is in ASCII
 * order of the synsets.
 *
 * @param synset WordNet id such as {@code n01440764}, or whatever the class folder was called
 * @param words what people call it, such as {@code tench, Tinca tinca}; empty where unknown
 */
public record SynsetClass(String synset, String words) {
  public SynsetClass {
    Objects.requireNonNull(synset, "synset");
    words = words == null ? "" : words;
  }
}
