package org.alexnetspark.jobs.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.MetricsFile;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a run's folder says of it.
 *
 * @param name of the folder
 * @param description run.json
 * @param finished whether it came to its end
 * @param lines of its metrics so far
 */
record RunRecord(String name, JsonNode description, boolean finished, List<MetricsLine> lines) {

  static RunRecord read(String folder, Configuration hadoop) throws IOException {
    if (folder.isEmpty()) {
      throw new IllegalArgumentException(
          "a run's folder is missing: name the --output of train.jar");
    }
    Path path = new Path(folder);
    FileSystem files = path.getFileSystem(hadoop);
    Path metrics = new Path(path, MetricsFile.NAME);
    try (InputStream in = files.open(new Path(path, "run.json"))) {
      return new RunRecord(
          path.getName(),
          new ObjectMapper().readTree(in.readAllBytes()),
          files.exists(new Path(path, "_SUCCESS")),
          // A run that has just begun has measured nothing yet.
          files.exists(metrics) ? MetricsFile.read(metrics, hadoop) : List.of());
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "there is no run in '" + folder + "': name the --output of train.jar", e);
    }
  }

  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    description
        .path("options")
        .fields()
        .forEachRemaining(option -> options.put(option.getKey(), option.getValue().asText()));
    return options;
  }

  List<RoundMetrics> rounds() {
    return only(RoundMetrics.class).toList();
  }

  List<EvaluationMetrics> evaluations() {
    return only(EvaluationMetrics.class).toList();
  }

  /** Training images used up to the end of a round. */
  long imagesAfter(int round) {
    return only(RoundMetrics.class)
        .filter(metrics -> metrics.round() <= round)
        .mapToLong(RoundMetrics::images)
        .max()
        .orElse(0);
  }

  private <T extends MetricsLine> Stream<T> only(Class<T> kind) {
    return lines.stream().filter(kind::isInstance).map(kind::cast);
  }
}
