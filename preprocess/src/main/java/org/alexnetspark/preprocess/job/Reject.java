package org.alexnetspark.preprocess.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import org.alexnetspark.preprocess.image.RejectReason;

/**
 * A file that became no image: a line of {@code rejects.jsonl}.
 *
 * @param path of the file
 * @param reason one of the fixed set
 * @param detail for people
 */
public record Reject(String path, RejectReason reason, String detail) implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One line of JSON, without the line feed. */
  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the record holds plain text", e);
    }
  }

  @Override
  public String toString() {
    return path + " (" + reason + ": " + detail + ")";
  }
}
