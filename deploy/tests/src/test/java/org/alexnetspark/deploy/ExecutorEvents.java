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
    return types().stream().filter("SparkListenerExecutorAdded"::equals).count();
  }

  /** Executors that were gone before the last Spark job had ended. */
  long removedBeforeTheEnd() throws IOException {
    List<String> types = types();
    return types.subList(0, types.lastIndexOf("SparkListenerJobEnd")).stream()
        .filter("SparkListenerExecutorRemoved"::equals)
        .count();
  }

  private List<String> types() throws IOException {
    List<String> types = new ArrayList<>();
    try (Stream<Path> logs = Files.list(folder)) {
      for (Path log :
          logs.filter(path -> !path.getFileName().toString().startsWith(".")).toList()) {
        for (String line : Files.readAllLines(log)) {
          JsonNode event = JSON.readTree(line).get("Event");
          types.add(event.asText());
        }
      }
    }
    return types;
  }
}
