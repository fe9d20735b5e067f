package org.alexnetspark.jobs.train.round;

import java.util.Map;
import org.alexnetspark.jobs.run.RoundMetrics.LayerMagnitudes;

/** Trains a network a round at a time, spread over the executors. */
public interface RoundTrainer {

  /**
   * Trains one round from the given weights and momentum.
   *
   * @param momentum or whatever else the update rule keeps; none where it is not averaged
   */
  RoundOutcome run(Round round, float[] weights, float[] momentum);

  /** How large each layer's weights are and how far a round moved them, by the layers' names. */
  Map<String, LayerMagnitudes> magnitudes(float[] before, float[] after);

  /** Devices that each worker spreads its network over; 0 where it is not told which. */
  int devicesPerWorker();
}
