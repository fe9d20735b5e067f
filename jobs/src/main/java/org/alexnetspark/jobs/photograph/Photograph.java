package org.alexnetspark.jobs.photograph;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.image.ImageRejectedException;
import org.alexnetspark.preprocess.image.RejectReason;
import org.alexnetspark.preprocess.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A photograph made ready, or why it could not be. */
public sealed interface Photograph extends Serializable {

  /** Its URI. */
  String path();

  /**
   * A photograph as the network gets it.
   *
   * @param pixels RGB, of the size that the network was trained on
   */
  record Prepared(String path, byte[] pixels) implements Photograph {}

  /**
   * A file that is no usable photograph.
   *
   * @param reason one of {@link RejectReason}'s, or {@value #UNREADABLE}
   * @param detail in words
   */
  record Refused(String path, String reason, String detail) implements Photograph {
    /** For JSON: the path, and reason and detail of the error. */
    public Map<String, Object> line() {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("path", path);
      line.put("error", Map.of("reason", reason, "detail", detail));
      return line;
    }

    /** For people. */
    @Override
    public String toString() {
      return "skipped " + path + ": " + reason + ", " + detail;
    }
  }

  /** The file system would not hand the file over. */
  String UNREADABLE = "unreadable";

  /**
   * Reads a file and prepares it by the same code as the training images. One file that cannot be
   * read does not keep the others from an answer.
   */
  static Photograph prepare(String path, ImagePreparer preparer, Configuration hadoop) {
    Path file = new Path(path);
    try (InputStream in = Storage.openWhole(file, hadoop)) {
      byte[] content = in.readNBytes(ImagePreparer.MAX_FILE_BYTES + 1);
      return content.length > ImagePreparer.MAX_FILE_BYTES
          ? new Refused(
              path,
              RejectReason.TOO_LARGE.toString(),
              "the file has more than " + ImagePreparer.MAX_FILE_BYTES + " bytes")
          : new Prepared(path, preparer.prepare(content).rgb());
    } catch (ImageRejectedException e) {
      return new Refused(path, e.reason().toString(), e.getMessage());
    } catch (IOException e) {
      return new Refused(path, UNREADABLE, String.valueOf(e.getMessage()));
    }
  }
}
