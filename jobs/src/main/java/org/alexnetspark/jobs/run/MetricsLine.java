package org.alexnetspark.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** A line of {@code metrics.jsonl}: what a round of training did, or what an evaluation found. */
public sealed interface MetricsLine permits RoundMetrics, EvaluationMetrics {

  /**
   * The round that this line describes or, for an evaluation, the round after which it was made.
   */
  int round();

  /**
   * Wall-clock seconds by stage. Stages follow one another, so that their sum is the time passed.
   */
  Map<String, Double> seconds();

  /** The sum of the stages' seconds. */
  default double totalSeconds() {
    return seconds().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** This line as JSON, without a line end. */
  default String toJson() {
    try {
      return Json.MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + this + " as JSON", e);
    }
  }

  /**
   * Reads one line. Only evaluations have a split, which is how the two kinds are told apart;
   * fields that this version does not know are ignored, so that older readers keep working on newer
   * runs.
   *
   * @throws IllegalArgumentException if the text is no such line
   */
  static MetricsLine fromJson(String json) {
    try {
      JsonNode line = Json.MAPPER.readTree(json);
      if (!line.isObject()) {
        throw new IllegalArgumentException("not a metrics line: " + json);
      }
      Class<? extends MetricsLine> kind =
          line.has("split") ? EvaluationMetrics.class : RoundMetrics.class;
      return Json.MAPPER.treeToValue(line, kind);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a metrics line: " + json, e);
    }
  }

  /** Keeps the mapper out of the interface's own members, which are all public. */
  final class Json {
    private static final ObjectMapper MAPPER =
        JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private Json() {}
  }
}
