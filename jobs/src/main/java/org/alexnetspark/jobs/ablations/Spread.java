package org.alexnetspark.jobs.ablations;

import java.util.List;

/**
 * Several measurements of the same thing.
 *
 * @param count how many
 * @param mean not a number where there are none
 * @param deviation the sample standard deviation (divided by n - 1); not a number below two
 */
record Spread(int count, double mean, double deviation) {

  static Spread of(List<Double> values) {
    int count = values.size();
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return new Spread(count, mean, count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1)));
  }
}
