package org.alexnetspark.jobs.notebook;

import static org.alexnetspark.jobs.page.Html.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** HTML for a paragraph's output, with styles that touch nothing else on Zeppelin's page. */
final class Fragment {
  /** Tells Zeppelin what the rest of the output is. */
  private static final String DISPLAY = "%html ";

  private Fragment() {}

  /** The output of a paragraph. */
  static String of(String html) {
    return DISPLAY + "<div class=\"alexnet\"><style>\n" + styles() + "</style>\n" + html + "</div>";
  }

  /** Pictures side by side, as many as fit. */
  static String row(List<String> figures) {
    return "<div class=\"row\">\n" + String.join("", figures) + "</div>\n";
  }

  /**
   * A picture with words below.
   *
   * @param uri of the picture, usually a data URI
   */
  static String figure(String uri, String caption) {
    return String.format(
        Locale.ROOT,
        "<figure><img src=\"%1$s\" alt=\"%2$s\"/><figcaption>%2$s</figcaption></figure>\n",
        uri,
        escape(caption));
  }

  private static String styles() {
    try (InputStream in = Fragment.class.getResourceAsStream("note.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read note.css from the jar", e);
    }
  }
}
