package org.alexnetspark.jobs.train.options;

import java.io.Serializable;

/**
 * How an image differs from one use to the next, beside its scale.
 *
 * @param colorJitter deviation of the alphas of the colour jitter, where the schedule has it on
 * @param jitterDivisor what images with colour jitter are divided by
 * @param drawEvery consecutive images of a worker that share a draw of crop and mirror
 * @param schedule says when the colour jitter is on
 */
public record ImageVariation(
    double colorJitter, double jitterDivisor, int drawEvery, LearningRateSchedule schedule)
    implements Serializable {

  /** The paper's: colour jitter in every epoch, a draw for each image. */
  public static ImageVariation ofPaper(double colorJitter) {
    return new ImageVariation(colorJitter, 1, 1, new LearningRateSchedule.Constant());
  }

  /** Deviation of the colour jitter in an epoch; 0 for none. */
  public double colorJitter(int epoch) {
    return schedule.phase(epoch).noise() ? colorJitter : 0;
  }
}
