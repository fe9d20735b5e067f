package org.alexnetspark.jobs.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.alexnetspark.jobs.run.RunFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Where a command writes its page: it is complete or absent there. */
public final class PageFile {
  private PageFile() {}

  /** Writes a page, over an older one if there is one, and says where it is. */
  public static void write(String uri, String html, Configuration hadoop) throws IOException {
    Path file = new Path(uri);
    replace(file, html.getBytes(StandardCharsets.UTF_8), hadoop);
    System.err.println("page: " + file);
  }

  /**
   * Writes a file, over an older one if there is one, which stays where that fails.
   *
   * @param content all of it
   */
  public static void replace(Path file, byte[] content, Configuration hadoop) throws IOException {
    Path qualified = file.getFileSystem(hadoop).makeQualified(file);
    new RunFiles(qualified, hadoop).replace(qualified, out -> out.write(content));
  }
}
