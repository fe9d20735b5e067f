package org.alexnetspark.jobs.train;

import java.io.Serializable;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.device.Devices;

/**
 * What every worker of a run of AlexNet has to know besides the weights; the same in every round.
 *
 * @param run URI of the run's folder
 * @param devices what computes, resolved
 */
public record TrainingPlan(
    FeedingPlan feeding,
    String run,
    NetworkSpecification network,
    Devices devices,
    float momentum,
    float weightDecay,
    MomentumAcrossRounds momentumAcrossRounds)
    implements Serializable {

  /** The split that is trained on. */
  public static final String SPLIT = "train";
}
