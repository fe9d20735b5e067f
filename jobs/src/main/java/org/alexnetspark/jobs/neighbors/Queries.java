package org.alexnetspark.jobs.neighbors;

import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds the nearest of many vectors to each query, exactly.
 *
 * <p>A block of vectors x is held against all queries q with one matrix product, by |q - x|^2 =
 * |q|^2 + |x|^2 - 2 q x. That is in single precision, and cancels: it only tells which vectors can
 * be near enough at all. Of these the distance is computed from the differences, in double
 * precision.
 */
final class Queries {
  /** Largest relative rounding of one operation in single precision, 2^-24. */
  private static final double ROUNDING = Math.scalb(1.0, -24);

  /** Says which image a vector belongs to. */
  interface Naming {
    /** The vector's image, at a distance from a query. */
    Neighbor at(int vector, double distance);
  }

  private final float[][] queries;
  private final double[] squares;
  private final INDArray matrix;
  private final List<Nearest> nearest;

  /**
   * @param queries vectors of one length, at least one
   * @param count how many neighbours to keep of each
   */
  Queries(float[][] queries, int count) {
    this.queries = queries;
    this.squares = new double[queries.length];
    for (int query = 0; query < queries.length; query++) {
      squares[query] = square(queries[query], 0, queries[query].length);
    }
    this.matrix = Nd4j.create(queries);
    this.nearest = IntStream.range(0, queries.length).mapToObj(any -> new Nearest(count)).toList();
  }

  /**
   * Offers some vectors.
   *
   * @param vectors one after the other
   * @param count of the vectors
   * @param named makes a neighbour of one of them
   */
  void offer(float[] vectors, int count, Naming named) {
    int length = queries[0].length;
    INDArray block = Nd4j.create(vectors, new long[] {count, length}, 'c');
    float[][] products = matrix.mmul(block.transpose()).toFloatMatrix();
    for (int vector = 0; vector < count; vector++) {
      double square = square(vectors, vector * length, length);
      for (int query = 0; query < queries.length; query++) {
        double sum = squares[query] + square;
        double approximate = sum - 2.0 * products[query][vector];
        // A product of n terms is off by at most n roundings of |q| |x|, twice which is at most
        // the sum of the squares.
        double least = approximate - length * ROUNDING * sum;
        double limit = nearest.get(query).limit();
        if (least <= limit * limit) {
          double distance = distance(queries[query], vectors, vector * length);
          nearest.get(query).offer(named.at(vector, distance));
        }
      }
    }
  }

  /** The nearest of all vectors offered so far, for each query. */
  List<Nearest> nearest() {
    return nearest;
  }

  private static double square(float[] numbers, int offset, int length) {
    double sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += (double) numbers[i] * numbers[i];
    }
    return sum;
  }

  private static double distance(float[] query, float[] vectors, int offset) {
    double sum = 0;
    for (int i = 0; i < query.length; i++) {
      double difference = (double) query[i] - vectors[offset + i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
