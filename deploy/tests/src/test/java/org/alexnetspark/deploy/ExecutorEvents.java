package org.alexnetspark.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

  /** Why executors went before the last Spark job had ended. */
  List<String> removalsBeforeTheEnd() throws IOException {
    List<JsonNode> events = events();
    int lastJob = events.size();
    while (!isOf(events.get(lastJob - 1), "SparkListenerJobEnd")) {
      lastJob--;
    }
    return events.subList(0, lastJob).stream()
        .filter(event -> isOf(event, "SparkListenerExecutorRemoved"))
        .map(event -> event.get("Removed Reason").asText())
        .toList();
  }

  private static boolean isOf(JsonNode event, String type) {
    return event.get("Event").asText().equals(type);
  }

  private List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    try (Stream<Path> logs = Files.list(folder)) {
      for (Path log :
          logs.filter(path -> !path.getFileName().toString().startsWith(".")).toList()) {
        for (String line : Files.readAllLines(log)) {
          events.add(JSON.readTree(line));
        }
      }
    }
    return events;
  }
}
