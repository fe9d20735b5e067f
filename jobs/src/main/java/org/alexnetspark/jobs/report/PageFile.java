package org.alexnetspark.jobs.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Where a command writes its page. */
public final class PageFile {
  private PageFile() {}

  /** Writes a page, over an older one if there is one, and says where it is. */
  public static void write(String uri, String html, Configuration hadoop) throws IOException {
    Path file = new Path(uri);
    try (OutputStream out = file.getFileSystem(hadoop).create(file, true)) {
      out.write(html.getBytes(StandardCharsets.UTF_8));
    }
    System.err.println("page: " + file);
  }
}
