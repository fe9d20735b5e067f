package org.alexnetspark.jobs.train.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hand-made schedule as text. A line is an epoch, a colon and what changes when it begins; what a
 * line does not name stays. {@code #} begins a comment.
 *
 * <pre>
 * epochs 91              # written for so many: stretched to the run's; without it, taken as it is
 * 26: rate 0.1           # a tenth of --learning-rate
 * 68: conv1 rate 0.1, noise off
 * 73: conv1 frozen       # and, later, perhaps: conv1 moves
 * </pre>
 */
final class ScheduleFile {

  private static final Pattern EPOCHS = Pattern.compile("epochs\\s+(\\d{1,6})");
  private static final Pattern LINE = Pattern.compile("(\\d{1,6})\\s*:(.*)");
  private static final Pattern RATE = Pattern.compile("rate\\s+(\\S+)");
  private static final Pattern NOISE = Pattern.compile("noise\\s+(on|off)");
  private static final Pattern RATE_OF_LAYER = Pattern.compile("(\\S+)\\s+rate\\s+(\\S+)");
  private static final Pattern LAYER = Pattern.compile("(\\S+)\\s+(frozen|moves)");
  private static final String VALID =
      "a line is \"epochs N\", or EPOCH: and settings between commas: \"rate FACTOR\", \"LAYER rate FACTOR\", "
          + "\"LAYER frozen\", \"LAYER moves\", \"noise on\", \"noise off\"";

  private final String name;
  private final Optional<List<String>> layers;
  private final int epochsOfRun;
  private final List<Phase> phases = new ArrayList<>();
  private int lineNumber;
  private String line;
  private int writtenFor;
  private int lastEpoch;

  private ScheduleFile(String name, Optional<List<String>> layers, int epochsOfRun) {
    this.name = name;
    this.layers = layers;
    this.epochsOfRun = epochsOfRun;
    phases.add(Phase.WHOLE_RUN);
  }

  /**
   * Reads a schedule.
   *
   * @param name of the file, for messages
   * @param layers that can be named; empty where what is trained has none of its own
   * @param epochsOfRun to which a schedule is stretched that says for how many it was written
   * @throws IllegalArgumentException naming file, line, its text and what would be valid
   */
  static HandMade parse(
      String name, List<String> lines, Optional<List<String>> layers, int epochsOfRun) {
    ScheduleFile file = new ScheduleFile(name, layers, epochsOfRun);
    for (String line : lines) {
      file.read(line);
    }
    if (file.lastEpoch == 0) {
      file.line = "";
      throw file.bad("there is no phase in it; " + VALID);
    }
    return new HandMade(file.phases);
  }

  private void read(String text) {
    lineNumber++;
    line = text;
    String content = text.replaceFirst("#.*", "").strip();
    if (content.isEmpty()) {
      return;
    }
    Matcher epochs = EPOCHS.matcher(content);
    if (epochs.matches()) {
      require(lastEpoch == 0, "\"epochs N\" comes before the phases");
      writtenFor = Integer.parseInt(epochs.group(1));
      require(writtenFor >= 1, "epochs are at least 1");
      return;
    }
    Matcher phase = LINE.matcher(content);
    require(phase.matches(), VALID);
    int epoch = Integer.parseInt(phase.group(1));
    require(
        epoch > lastEpoch, "its epoch must be above " + lastEpoch + ", that of the phase before");
    lastEpoch = epoch;
    begin(stretched(epoch));
    for (String setting : phase.group(2).split(",", -1)) {
      Phase current = phases.remove(phases.size() - 1);
      phases.add(changed(current, setting.strip()));
    }
    Phase changed = phases.get(phases.size() - 1);
    require(
        layers.isEmpty() || !changed.layers().frozen().containsAll(layers.get()),
        "all layers are frozen, one at least must move");
  }

  /** Short runs may leave a phase no epoch: then the next takes its place, with what it set. */
  private void begin(int epoch) {
    Phase before = phases.get(phases.size() - 1);
    if (before.firstEpoch() == epoch) {
      return;
    }
    phases.add(before.from(epoch));
  }

  private int stretched(int epoch) {
    return writtenFor == 0
        ? epoch
        : 1 + Math.toIntExact(Math.round((epoch - 1.0) * epochsOfRun / writtenFor));
  }

  private Phase changed(Phase phase, String setting) {
    Matcher rate = RATE.matcher(setting);
    if (rate.matches()) {
      return phase.withRate(factor(rate.group(1)));
    }
    Matcher noise = NOISE.matcher(setting);
    if (noise.matches()) {
      return phase.withNoise(noise.group(1).equals("on"));
    }
    Matcher rateOfLayer = RATE_OF_LAYER.matcher(setting);
    if (rateOfLayer.matches()) {
      return phase.withRate(layer(rateOfLayer.group(1)), factor(rateOfLayer.group(2)));
    }
    Matcher layer = LAYER.matcher(setting);
    require(layer.matches(), "\"" + setting + "\" is no setting; " + VALID);
    return phase.withFrozen(layer(layer.group(1)), layer.group(2).equals("frozen"));
  }

  private double factor(String text) {
    try {
      double factor = Double.parseDouble(text);
      require(factor > 0 && Double.isFinite(factor), text + " must be above 0");
      return factor;
    } catch (NumberFormatException e) {
      throw bad(text + " must be a number above 0");
    }
  }

  private String layer(String layer) {
    List<String> known =
        layers.orElseThrow(
            () ->
                bad(
                    "layers cannot be named where a DL4J graph is trained, as dl4j-spark has one rate"));
    require(
        known.contains(layer),
        "there is no layer " + layer + "; there are " + String.join(", ", known));
    return layer;
  }

  private void require(boolean valid, String complaint) {
    if (!valid) {
      throw bad(complaint);
    }
  }

  private IllegalArgumentException bad(String complaint) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT, "%s, line %d, \"%s\": %s", name, lineNumber, line.strip(), complaint));
  }
}
