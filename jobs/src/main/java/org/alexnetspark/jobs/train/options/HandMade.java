package org.alexnetspark.jobs.train.options;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The author's hand as a schedule: phases by epoch, each with all that is set in it.
 *
 * @param phases in their order; the first begins with the run
 */
public record HandMade(List<Phase> phases) implements LearningRateSchedule {

  public HandMade {
    phases = List.copyOf(phases);
  }

  @Override
  public State afterEpoch(State state, int epoch, double validationError) {
    return state;
  }

  @Override
  public double rate(State state, int epoch, double progress) {
    return state.rate() * phase(epoch).rate();
  }

  @Override
  public Phase phase(int epoch) {
    return phases.stream()
        .filter(phase -> phase.firstEpoch() <= epoch)
        .reduce((before, after) -> after)
        .orElse(Phase.WHOLE_RUN);
  }

  /** The schedule as lines of a file; epochs are those of the run. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    Phase before = Phase.WHOLE_RUN;
    for (Phase phase : phases) {
      String thawed =
          before.layers().frozen().stream()
              .filter(layer -> !phase.layers().isFrozen(layer))
              .map(layer -> ", " + layer + " moves")
              .collect(Collectors.joining());
      lines.add(phase.firstEpoch() + ": " + phase.settings() + thawed);
      before = phase;
    }
    return lines;
  }
}
