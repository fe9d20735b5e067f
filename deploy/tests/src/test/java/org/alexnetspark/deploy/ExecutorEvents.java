package org.alexnetspark.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Spark's own record of a job's executors.
 *
 * @param folder empty, for the events of one application
 */
record ExecutorEvents(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The reason that Spark gives where dynamic allocation did not need an executor. */
  static final String NOT_NEEDED = "Executor killed by driver.";

  /** Spark's options, with those that have it write its events here. */
  List<String> andOptions(List<String> options, String... more) {
    return Stream.of(
            options,
            List.of(more),
            Submissions.settings(
                "spark.eventLog.enabled=true", "spark.eventLog.dir=" + folder.toUri()))
        .flatMap(List::stream)
        .toList();
  }

  /** Executors that began to serve. */
  long added() throws IOException {
    return events().stream().filter(event -> isOf(event, "SparkListenerExecutorAdded")).count();
  }

  /** Why executors have gone so far. */
  List<String> removals() throws IOException {
    return removals(events());
  }

  /** Why executors went before the last Spark job had ended. */
  List<String> removalsBeforeTheEnd() throws IOException {
    List<JsonNode> events = events();
    int lastJob = events.size();
    while (!isOf(events.get(lastJob - 1), "SparkListenerJobEnd")) {
      lastJob--;
    }
    return removals(events.subList(0, lastJob));
  }

  private static List<String> removals(List<JsonNode> events) {
    return events.stream()
        .filter(event -> isOf(event, "SparkListenerExecutorRemoved"))
        .map(event -> event.get("Removed Reason").asText())
        .toList();
  }

  private static boolean isOf(JsonNode event, String type) {
    return event.get("Event").asText().equals(type);
  }

  private static JsonNode event(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  private List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    try (Stream<Path> logs = Files.list(folder)) {
      for (Path log :
          logs.filter(path -> !path.getFileName().toString().startsWith(".")).toList()) {
        String text = Files.readString(log);
        // The last line of a job that goes on may be half written.
        text.substring(0, text.lastIndexOf('\n') + 1)
            .lines()
            .map(ExecutorEvents::event)
            .forEach(events::add);
      }
    }
    return events;
  }
}
