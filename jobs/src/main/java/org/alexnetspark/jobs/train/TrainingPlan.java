package org.alexnetspark.jobs.train;

import java.io.Serializable;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.device.Devices;

/**
 * What every worker of a run has to know besides the weights; the same in every round.
 *
 * @param runId tells this run's readers from those of another on the same executor
 * @param dataset URI of the dataset
 * @param run URI of the run's folder
 * @param devices what computes, resolved
 * @param workers logical workers, whatever the number of executors
 * @param averageEvery minibatches of each worker between two averages (the paper on SparkNet calls
 *     it tau)
 * @param colorJitter deviation of the alphas of the colour jitter
 */
public record TrainingPlan(
    String runId,
    String dataset,
    String run,
    NetworkSpecification network,
    Devices devices,
    int workers,
    int batchSize,
    int averageEvery,
    long seed,
    double colorJitter,
    float momentum,
    float weightDecay,
    MomentumAcrossRounds momentumAcrossRounds)
    implements Serializable {

  /** The split that is trained on. */
  public static final String SPLIT = "train";

  /** How many numbers of momentum are averaged with the weights. */
  int averagedMomentum() {
    return momentumAcrossRounds.averaged() ? network.parameterCount() : 0;
  }
}
