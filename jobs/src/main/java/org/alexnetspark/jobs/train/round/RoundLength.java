package org.alexnetspark.jobs.train.round;

/**
 * How many minibatches of each worker lie between two averages.
 *
 * <p>Workers of a young network drift apart, and the average of networks that differ too much is
 * worse than each. So a run may begin with a few epochs that average after every minibatch, and go
 * over to longer rounds once the network has taken shape: post-local SGD (Lin, Stich, Patel and
 * Jaggi, 2020).
 *
 * @param averageEvery minibatches (the paper on SparkNet calls them tau)
 * @param synchronousEpochs the first epochs, in which rounds have one minibatch
 */
public record RoundLength(int averageEvery, int synchronousEpochs) {

  /** Minibatches of a round. */
  public int minibatches(int epoch) {
    return epoch <= synchronousEpochs ? 1 : averageEvery;
  }

  /**
   * Rounds of an epoch; the last may be shorter.
   *
   * @param minibatchesPerEpoch of the worker that has most
   */
  public int rounds(int epoch, int minibatchesPerEpoch) {
    int minibatches = minibatches(epoch);
    return (minibatchesPerEpoch + minibatches - 1) / minibatches;
  }
}
