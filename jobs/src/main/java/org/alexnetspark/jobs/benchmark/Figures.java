package org.alexnetspark.jobs.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.jobs.cli.Version;

/**
 * What a benchmark found: rows of named figures. Printed as a table whose columns are the first
 * row's names, or as a line of JSON for each row; both say on what machine.
 */
final class Figures {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private final List<Map<String, Object>> rows = new ArrayList<>();

  /** A row; its figures are added in the order of the columns. */
  static final class Row {
    private final Map<String, Object> figures = new LinkedHashMap<>();

    /** Adds a figure or a word; what took less time than clocks can tell has no rate. */
    Row with(String name, Object value) {
      boolean none = value instanceof Double number && !Double.isFinite(number);
      figures.put(name, none ? null : value);
      return this;
    }
  }

  /** Adds a row. */
  Figures add(Row row) {
    rows.add(row.figures);
    return this;
  }

  /** Prints all rows. */
  void print(PrintStream out, boolean json) {
    if (json) {
      rows.forEach(row -> out.println(line(row)));
    } else {
      out.println("machine: " + String.join(", ", machine().values()));
      printTable(out);
    }
  }

  private static String line(Map<String, Object> row) {
    Map<String, Object> line = new LinkedHashMap<>(row);
    line.putAll(machine());
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures are numbers and words", e);
    }
  }

  private void printTable(PrintStream out) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.copyOf(rows.get(0).keySet()));
    rows.forEach(row -> cells.add(row.values().stream().map(Figures::readable).toList()));
    for (List<String> line : cells) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < line.size(); column++) {
        int index = column;
        int width = cells.stream().mapToInt(each -> each.get(index).length()).max().orElse(1);
        text.append(String.format(Locale.ROOT, "%" + width + "s  ", line.get(column)));
      }
      out.println(text.toString().stripTrailing());
    }
  }

  private static String readable(Object value) {
    if (value == null) {
      return "-";
    }
    if (value instanceof Double number) {
      return String.format(Locale.ROOT, number < 100 ? "%.3f" : "%,.0f", number);
    }
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%,d", number.longValue())
        : String.valueOf(value);
  }

  private static Map<String, String> machine() {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("processor", processor().orElse(System.getProperty("os.arch")));
    machine.put("cores", Runtime.getRuntime().availableProcessors() + " cores");
    machine.put("java", "Java " + Runtime.version());
    machine.put("version", "alexnet-spark " + Version.current());
    return machine;
  }

  /** Linux names the processor; elsewhere the architecture has to do. */
  private static Optional<String> processor() {
    try (var lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
