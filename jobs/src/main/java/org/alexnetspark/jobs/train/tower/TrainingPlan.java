package org.alexnetspark.jobs.train.tower;

import java.io.Serializable;
import org.alexnetspark.jobs.train.options.LearningRateSchedule;
import org.alexnetspark.jobs.train.options.MomentumAcrossRounds;
import org.alexnetspark.jobs.train.round.FeedingPlan;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.NetworkSpecification;

/**
 * What every worker of a run of AlexNet has to know besides the weights; the same in every round.
 *
 * @param run URI of the run's folder
 * @param devices what computes, resolved
 * @param biasLearningRate of all biases; null: that of their layer's weights
 * @param schedule says in which epochs layers differ
 */
record TrainingPlan(
    FeedingPlan feeding,
    String run,
    NetworkSpecification network,
    DeviceChoice devices,
    float momentum,
    float weightDecay,
    Float biasLearningRate,
    LearningRateSchedule schedule,
    MomentumAcrossRounds momentumAcrossRounds)
    implements Serializable {}
