package org.alexnetspark.jobs.train.tower;

import java.io.IOException;
import java.util.Optional;
import org.alexnetspark.jobs.device.TaskDevices;
import org.alexnetspark.jobs.feeding.MinibatchStream;
import org.alexnetspark.jobs.feeding.Seeds;
import org.alexnetspark.jobs.train.round.Round;
import org.alexnetspark.jobs.train.round.WorkerReport;
import org.alexnetspark.model.Batch;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.StepResult;
import org.alexnetspark.model.specification.UpdateRule;

/**
 * The part of a round that a worker does alone: a few minibatches of stochastic gradient descent.
 */
final class LocalSteps {
  private LocalSteps() {}

  /**
   * Trains the network, which holds the average already, on the worker's minibatches of this round.
   */
  static WorkerReport take(
      TrainingPlan plan, Round round, int worker, Network network, MinibatchStream minibatches)
      throws IOException {
    UpdateRule rule =
        new UpdateRule(
            (float) round.learningRate(),
            plan.momentum(),
            plan.weightDecay(),
            Optional.ofNullable(plan.biasLearningRate()),
            plan.schedule().phase(round.epoch()).layers());
    long start = System.nanoTime();
    double waitedBefore = minibatches.secondsWaited();
    long examples = 0;
    double lossSum = 0;
    long correct = 0;
    for (int i = 0; i < round.minibatches(); i++) {
      Batch batch = minibatches.next();
      if (batch.count() == 0) {
        break;
      }
      int minibatch = round.firstMinibatch() + i;
      StepResult step =
          network.trainStep(
              batch, rule, dropoutSeed(plan.feeding().seed(), round.epoch(), worker, minibatch));
      examples += batch.count();
      lossSum += step.loss() * batch.count();
      correct += step.correct();
    }
    return new WorkerReport(
        worker,
        examples,
        lossSum,
        correct,
        (System.nanoTime() - start) / 1e9,
        minibatches.secondsWaited() - waitedBefore,
        "",
        TaskDevices.current());
  }

  /** The dropout of a minibatch follows from which one it is. */
  static long dropoutSeed(long seed, int epoch, int worker, int minibatch) {
    return Seeds.derive(seed, epoch, worker, minibatch);
  }
}
