package org.alexnetspark.ml;

/**
 * What a network says of an image.
 *
 * @param probabilities of each class; empty where they were not asked for
 * @param features of the layer; empty where there was none
 */
record Scores(double[] probabilities, double[] features) {

  /** The most probable class; of equal ones the first. */
  int prediction() {
    int best = 0;
    for (int label = 1; label < probabilities.length; label++) {
      best = probabilities[label] > probabilities[best] ? label : best;
    }
    return best;
  }
}
