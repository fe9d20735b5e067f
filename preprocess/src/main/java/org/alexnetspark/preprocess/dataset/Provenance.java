package org.alexnetspark.preprocess.dataset;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a split was made.
 *
 * @param options those that decide the content, as resolved
 * @param versions of the programs that made it
 */
public record Provenance(Map<String, String> options, Map<String, String> versions) {
  public Provenance {
    options = new TreeMap<>(options);
    versions = new TreeMap<>(versions);
  }
}
