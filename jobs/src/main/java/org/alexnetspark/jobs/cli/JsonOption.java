package org.alexnetspark.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import picocli.CommandLine.Option;

/** Whether a command answers in lines of JSON, for programs, or in words and tables. */
public final class JsonOption {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--json", description = "Print lines of JSON, for programs to read.")
  private boolean json;

  /** Whether JSON is wanted. */
  public boolean wanted() {
    return json;
  }

  /** Prints a line. */
  public void print(Map<String, Object> line) {
    try {
      System.out.println(JSON.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("what is printed are records, numbers and words", e);
    }
  }
}
