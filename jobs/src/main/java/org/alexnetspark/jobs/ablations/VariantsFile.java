package org.alexnetspark.jobs.ablations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alexnetspark.jobs.cli.UnusableArgumentException;

/**
 * The variants of a comparison, a line each: a name, a colon, and options of {@code train}.
 *
 * <pre>
 *   # comments and empty lines are passed over
 *   all:      --width 0.25 --init he --epochs 20
 *   relu:
 *   tanh:     --activation tanh --learning-rate 0.003
 * </pre>
 *
 * <p>The options of {@code all} hold for every variant; one that a variant names itself replaces
 * them. A name becomes a folder's.
 */
final class VariantsFile {
  private static final String ALL = "all";

  /** What the command itself decides. */
  private static final Set<String> TAKEN =
      Set.of("--data", "--output", "--seed", "--resume", "--help", "--version");

  private VariantsFile() {}

  /**
   * Reads the variants, in the file's order.
   *
   * @param file what the user called it
   * @throws UnusableArgumentException naming the line that cannot be used
   */
  static List<Variant> parse(String file, List<String> lines) {
    Map<String, Map<String, List<String>>> byName = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = "--variants " + file + ", line " + (i + 1) + ": ";
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip();
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
        throw new UnusableArgumentException(
            where
                + "\""
                + line
                + "\" must be a name of letters, digits, dots and hyphens, a colon, and options of train");
      }
      if (byName.put(name, options(where, line.substring(colon + 1).strip())) != null) {
        throw new UnusableArgumentException(where + name + " is there already");
      }
    }
    Map<String, List<String>> common = byName.getOrDefault(ALL, Map.of());
    byName.remove(ALL);
    if (byName.isEmpty()) {
      throw new UnusableArgumentException("--variants " + file + " names no variant");
    }
    return byName.entrySet().stream()
        .map(entry -> new Variant(entry.getKey(), combined(common, entry.getValue())))
        .toList();
  }

  private static List<String> combined(
      Map<String, List<String>> common, Map<String, List<String>> own) {
    Map<String, List<String>> all = new LinkedHashMap<>(common);
    all.putAll(own);
    List<String> arguments = new ArrayList<>();
    all.forEach(
        (option, values) -> {
          arguments.add(option);
          arguments.addAll(values);
        });
    return arguments;
  }

  /** Options with their values. */
  private static Map<String, List<String>> options(String where, String text) {
    Map<String, List<String>> options = new LinkedHashMap<>();
    List<String> values = null;
    for (String word : text.isEmpty() ? List.<String>of() : Arrays.asList(text.split("\\s+"))) {
      if (word.startsWith("--")) {
        int equals = word.indexOf('=');
        String option = equals < 0 ? word : word.substring(0, equals);
        if (TAKEN.contains(option)) {
          throw new UnusableArgumentException(
              where + option + " cannot be an option of a variant: it is set for each run");
        }
        values = new ArrayList<>(equals < 0 ? List.of() : List.of(word.substring(equals + 1)));
        options.put(option, values);
      } else if (values == null) {
        throw new UnusableArgumentException(where + "\"" + word + "\" must follow an option");
      } else {
        values.add(word);
      }
    }
    return options;
  }
}
