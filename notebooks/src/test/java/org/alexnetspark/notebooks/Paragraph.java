package org.alexnetspark.notebooks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A paragraph of a note that was run.
 *
 * @param text its code, with the interpreter's name in front
 * @param status such as FINISHED or ERROR
 * @param outputs what it shows, piece by piece
 */
record Paragraph(String text, String status, List<Output> outputs) {

  /**
   * A piece of output.
   *
   * @param type TEXT, TABLE or HTML
   */
  record Output(String type, String data) {}

  static Paragraph of(JsonNode json) {
    List<Output> outputs = new ArrayList<>();
    json.path("results")
        .path("msg")
        .forEach(
            piece ->
                outputs.add(new Output(piece.path("type").asText(), piece.path("data").asText())));
    return new Paragraph(json.path("text").asText(), json.path("status").asText(), outputs);
  }

  /** All HTML that the paragraph shows. */
  String html() {
    return all("HTML");
  }

  /** All text that the paragraph shows. */
  String plainText() {
    return all("TEXT");
  }

  /** The rows of the table that the paragraph shows, without its head, as cells. */
  List<List<String>> rows() {
    return all("TABLE").lines().skip(1).map(line -> Arrays.asList(line.split("\t", -1))).toList();
  }

  private String all(String type) {
    return outputs.stream()
        .filter(output -> output.type().equals(type))
        .map(Output::data)
        .collect(Collectors.joining("\n"));
  }
}
