package org.alexnetspark.deploy;

import java.util.List;
import java.util.stream.Stream;

/**
 * Six rounds of a narrow network, with a checkpoint after each.
 *
 * @param variant which of {@link #VARIANTS}
 */
record ChaosTraining(String dataset, String output, int variant, String startFrom)
    implements ChaosSubject {
  static final int VARIANTS = 3;

  private static final int ROUNDS = 6;

  private static final List<List<String>> CONTRADICTIONS =
      List.of(
          List.of("--seed", "4"),
          List.of("--workers", "3"),
          List.of("--batch-size", "8"),
          List.of("--momentum", "0.8"),
          List.of("--learning-rate", "0.5"),
          List.of("--schedule", "poly"),
          List.of("--average-every", "7"),
          List.of("--width", "0.12"));

  @Override
  public String job() {
    return "train";
  }

  private List<String> variantOptions() {
    return switch (variant) {
      case 0 -> List.of("--width", "0.06", "--init", "he");
      case 1 -> List.of("--width", "0.06", "--init", "he", "--momentum-across-rounds", "local");
      default -> List.of("--start-from", startFrom);
    };
  }

  @Override
  public List<String> begin() {
    return Stream.of(
            List.of("--data", dataset, "--output", output, "--rounds", String.valueOf(ROUNDS)),
            List.of("--schedule", "constant", "--seed", "3", "--checkpoint-every", "1"),
            List.of("--batch-size", "4", "--workers", "2", "--average-every", "2"),
            variantOptions())
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public List<List<String>> contradictions() {
    return CONTRADICTIONS;
  }

  @Override
  public boolean hasBegun() throws Exception {
    return Training.exists(output + "/run.json");
  }

  @Override
  public boolean isComplete() throws Exception {
    return Training.exists(output + "/_SUCCESS");
  }

  @Override
  public int kept() throws Exception {
    return Training.exists(output + "/checkpoints") ? Training.newestCheckpoint(output) : 0;
  }

  @Override
  public String goesOnFrom(int kept) {
    return kept == 0 ? "" : "resuming after round " + kept;
  }

  @Override
  public List<String> result() throws Exception {
    return new Training(ROUNDS, List.of()).result(output);
  }
}
