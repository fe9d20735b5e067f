package org.alexnetspark.jobs.ablations;

import java.util.List;

/**
 * One of the networks, or ways to train, that are compared.
 *
 * @param options of {@code train}, as words
 */
record Variant(String name, List<String> options) {
  Variant {
    options = List.copyOf(options);
  }
}
