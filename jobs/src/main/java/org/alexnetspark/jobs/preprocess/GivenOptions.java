package org.alexnetspark.jobs.preprocess;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.image.Framing;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of a run as somebody wrote them: a run that is resumed takes from the first one what
 * is not given again, and refuses what contradicts it.
 *
 * @param values by the option's name, as written
 */
record GivenOptions(Map<String, List<String>> values) {
  /** They say which run is meant, or how it is talked about. */
  private static final Set<String> NOT_KEPT =
      Set.of("--output", "--split", "--resume", "--verbose", "--help", "--version");

  /**
   * They may change: the first two decide no byte, and whether the others name the same photographs
   * and classes is seen when those have been listed.
   */
  private static final Set<String> MAY_DIFFER =
      Set.of("--max-rejects", "--overwrite", "--input", "--labels", "--synsets");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those that a command was called with. */
  static GivenOptions of(CommandSpec command) {
    Map<String, List<String>> values = new TreeMap<>();
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptionsSet()) {
      if (!NOT_KEPT.contains(option.longestName())) {
        values.put(option.longestName(), List.copyOf(option.originalStringValues()));
      }
    }
    return new GivenOptions(values);
  }

  static GivenOptions parse(byte[] json) throws IOException {
    return new GivenOptions(
        JSON.readValue(json, new TypeReference<Map<String, List<String>>>() {}));
  }

  /** These with the encoding, whose default depends on the framing. */
  GivenOptions withEncoding() {
    Map<String, List<String>> all = new TreeMap<>(values);
    Framing framing =
        values.containsKey("--framing")
            ? Framing.parse(values.get("--framing").get(0))
            : Framing.CROP;
    all.putIfAbsent("--encoding", List.of(Encoding.byDefault(framing).toString()));
    return new GivenOptions(all);
  }

  byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names and words", e);
    }
  }

  /**
   * These options, and of an earlier run those that are not among them.
   *
   * @throws UnusableArgumentException if one has another value than it had then
   */
  GivenOptions after(GivenOptions earlier, CommandSpec command) {
    values.keySet().stream()
        .filter(name -> !MAY_DIFFER.contains(name))
        .forEach(
            name -> {
              List<String> before = earlier.values.getOrDefault(name, byDefault(command, name));
              if (!values.get(name).equals(before)) {
                throw new UnusableArgumentException(
                    String.format(
                        Locale.ROOT,
                        "%s %s: the run that --resume would go on with has %s %s; leave the option"
                            + " away, or begin anew without --resume",
                        name,
                        words(values.get(name)),
                        name,
                        words(before)));
              }
            });
    Map<String, List<String>> all = new TreeMap<>(earlier.values);
    all.putAll(values);
    return new GivenOptions(all);
  }

  private static List<String> byDefault(CommandSpec command, String name) {
    String value = command.findOption(name).defaultValue();
    return value == null ? List.of() : List.of(value);
  }

  private static String words(List<String> values) {
    return values.isEmpty() ? "not set" : String.join(" ", values);
  }

  /** As arguments of a command line. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    values.forEach(
        (name, each) -> {
          if (each.isEmpty()) {
            arguments.add(name);
          }
          each.forEach(value -> arguments.add(name + "=" + value));
        });
    return arguments;
  }
}
