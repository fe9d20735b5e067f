package org.alexnetspark.notebooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A note as it lies in the repository. */
record Note(Path file, JsonNode json) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Note read(Path file) throws IOException {
    return new Note(file, JSON.readTree(file.toFile()));
  }

  String name() {
    return json.path("name").asText();
  }

  List<JsonNode> paragraphs() {
    List<JsonNode> paragraphs = new ArrayList<>();
    json.path("paragraphs").forEach(paragraphs::add);
    return paragraphs;
  }

  /** The note with its forms filled in, those of the paragraph of settings, as a person would. */
  String with(Map<String, String> settings) {
    ObjectNode filled = json.deepCopy();
    for (JsonNode paragraph : filled.path("paragraphs")) {
      if (isSettings(paragraph)) {
        ObjectNode values = (ObjectNode) paragraph.path("settings").path("params");
        settings.forEach(values::put);
      }
    }
    return filled.toString();
  }

  /** The paragraph whose code asks for values. */
  static boolean isSettings(JsonNode paragraph) {
    return paragraph.path("text").asText().contains("z.textbox(");
  }
}
