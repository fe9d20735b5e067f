package org.alexnetspark.jobs.train.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.alexnetspark.model.specification.LayerRates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleFileTest {
  private static final Optional<List<String>> LAYERS = Optional.of(List.of("conv1", "fc8"));
  private static final LearningRateSchedule.State START = LearningRateSchedule.State.start(0.01);

  private static HandMade parse(int epochs, String... lines) {
    return ScheduleFile.parse("by-hand.txt", List.of(lines), LAYERS, epochs);
  }

  private static HandMade shipped(String name, int epochs) throws IOException {
    try (InputStream in = ScheduleFileTest.class.getResourceAsStream(name)) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return ScheduleFile.parse(name, lines, LAYERS, epochs);
    }
  }

  private static double rate(HandMade schedule, int epoch) {
    return schedule.rate(START, epoch, 0);
  }

  @Test
  void whatALineDoesNotNameStays() {
    HandMade schedule =
        parse(
            10,
            "# a comment",
            "",
            "3: rate 0.1, conv1 rate 0.5  # and another",
            "5: conv1 frozen",
            "7: noise off",
            "8: conv1 moves, rate 1, noise on");

    assertThat(schedule.phase(2)).isEqualTo(Phase.WHOLE_RUN);
    assertThat(schedule.phase(4).layers())
        .isEqualTo(new LayerRates(Map.of("conv1", 0.5), Set.of()));
    assertThat(schedule.phase(7).layers())
        .isEqualTo(new LayerRates(Map.of("conv1", 0.5), Set.of("conv1")));
    assertThat(schedule.phase(7).rate()).isEqualTo(0.1);
    assertThat(schedule.phase(6).noise()).isTrue();
    assertThat(schedule.phase(7).noise()).isFalse();
    assertThat(schedule.phase(8).layers().frozen()).isEmpty();
    assertThat(schedule.phase(99).noise()).isTrue();
  }

  /** The hand of 2012, epoch by epoch, as source2012's table tells it. */
  @Test
  void sourceIsTheRunOfNet145() throws IOException {
    HandMade source = shipped("source.txt", 91);

    assertThat(rate(source, 25)).isEqualTo(0.01);
    assertThat(rate(source, 26)).isCloseTo(0.001, within(1e-12));
    assertThat(rate(source, 51)).isCloseTo(0.001, within(1e-12));
    assertThat(rate(source, 52)).isCloseTo(0.0001, within(1e-12));
    assertThat(rate(source, 80)).isCloseTo(0.00001, within(1e-12));
    assertThat(source.phase(67).noise()).isTrue();
    assertThat(source.phase(67).layers()).isEqualTo(LayerRates.EVEN);
    assertThat(source.phase(68).noise()).isFalse();
    assertThat(source.phase(68).layers().factors()).containsEntry("conv1", 0.1);
    assertThat(source.phase(72).layers().frozen()).isEmpty();
    assertThat(source.phase(73).layers().frozen()).containsExactly("conv1");
  }

  @Test
  void colourNoiseIsOffWhereThePhaseSaysSo() throws IOException {
    ImageVariation variation = new ImageVariation(0.1, 1.1, 32, shipped("source-135.txt", 135));

    assertThat(variation.colorJitter(67)).isEqualTo(0.1);
    assertThat(variation.colorJitter(68)).isZero();
    assertThat(variation.colorJitter(92)).isEqualTo(0.1);
    assertThat(variation.colorJitter(125)).isZero();
  }

  @Test
  void theSecondPushGoesOnWhereSourceStopped() throws IOException {
    HandMade pushed = shipped("source-135.txt", 135);

    assertThat(pushed.phases().subList(0, 6)).isEqualTo(shipped("source.txt", 91).phases());
    assertThat(rate(pushed, 92)).isCloseTo(0.001, within(1e-12));
    assertThat(pushed.phase(92).noise()).isTrue();
    assertThat(pushed.phase(107).layers().frozen()).containsExactly("conv1");
    assertThat(rate(pushed, 108)).isCloseTo(0.0001, within(1e-12));
    assertThat(rate(pushed, 125)).isCloseTo(0.00001, within(1e-12));
    assertThat(pushed.phase(125).noise()).isFalse();
  }

  /** 25, 51, 67, 72 and 79 of 91 epochs are 5.5, 11.2, 14.7, 15.8 and 17.4 of 20. */
  @Test
  void epochsAreStretchedToTheRun() throws IOException {
    assertThat(shipped("source.txt", 20).phases())
        .extracting(Phase::firstEpoch)
        .containsExactly(1, 6, 12, 16, 17, 18);
  }

  @Test
  void phasesForWhichThereIsNoEpochLeaveWhatTheySet() throws IOException {
    HandMade short2 = shipped("source.txt", 2);

    assertThat(short2.phase(2).rate()).isEqualTo(0.01);
    assertThat(short2.phase(2).layers().frozen()).isEmpty();
    assertThat(short2.phase(3).layers().frozen()).containsExactly("conv1");
  }

  @Test
  void itsOwnLinesSayTheSame() throws IOException {
    HandMade thawing = parse(10, "2: conv1 frozen", "4: conv1 moves, conv1 rate 0.25, noise off");
    for (HandMade schedule : List.of(shipped("source-135.txt", 135), thawing)) {
      assertThat(ScheduleFile.parse("run.json", schedule.lines(), LAYERS, 7)).isEqualTo(schedule);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 rate 0.1 | a line is",
        "3: rate | \"rate\" is no setting",
        "3: rate -1 | -1 must be above 0",
        "3: rate fast | fast must be a number above 0",
        "3: conv9 frozen | there is no layer conv9; there are conv1, fc8",
        "3: conv1 frozen, fc8 frozen | all layers are frozen",
        "3: noise maybe | \"noise maybe\" is no setting",
        "2: rate 0.1 | its epoch must be above 2",
        "epochs 90 | comes before the phases"
      })
  void badLinesAreRefusedWithFileNumberTextAndWhatIsValid(String line, String complaint) {
    assertThatThrownBy(() -> parse(10, "2: rate 0.5", "", line))
        .hasMessageStartingWith("by-hand.txt, line 3, \"" + line.strip() + "\": ")
        .hasMessageContaining(complaint);
  }

  @Test
  void layersOfAGraphCannotBeNamed() {
    assertThatThrownBy(
            () ->
                ScheduleFile.parse("by-hand.txt", List.of("2: conv1 frozen"), Optional.empty(), 10))
        .hasMessageContaining("DL4J graph");
    assertThat(
            ScheduleFile.parse("f", List.of("2: rate 0.5, noise off"), Optional.empty(), 10)
                .phase(2)
                .rate())
        .isEqualTo(0.5);
  }

  @Test
  void emptyFilesAreRefused() {
    assertThatThrownBy(() -> parse(10, "# nothing")).hasMessageContaining("no phase");
  }
}
