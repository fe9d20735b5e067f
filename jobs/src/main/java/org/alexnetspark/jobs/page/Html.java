package org.alexnetspark.jobs.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What all pages are made of: their frame, and text and numbers as HTML. */
public final class Html {

  private Html() {}

  /**
   * A whole page, which needs nothing else, neither network nor scripts; well-formed XML too.
   *
   * @param title as text
   * @param body as HTML
   */
  public static String page(String title, String body) {
    return String.format(
        Locale.ROOT,
        """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <title>%1$s</title>
    <style>
    %2$s</style>
    </head>
    <body>
    <h1>%1$s</h1>
    %3$s</body>
    </html>
    """,
        escape(title),
        styles(),
        body);
  }

  /** A figure of importance, to stand among others in {@code <dl class="tiles">}. */
  public static String tile(String name, String value) {
    return String.format(
        Locale.ROOT, "<div><dt>%s</dt><dd>%s</dd></div>\n", escape(name), escape(value));
  }

  /** A share from 0 to 1. */
  public static String percent(double share) {
    return number("%.1f %%", 100 * share);
  }

  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return number("%.1f s", seconds);
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %d min", whole / 3600, whole % 3600 / 60);
  }

  /** Numbers look the same on every machine. */
  public static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String styles() {
    try (InputStream in = Html.class.getResourceAsStream("page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read page.css from the jar", e);
    }
  }

  /**
   * The text with everything that HTML gives a meaning to made harmless, for content and quoted
   * attributes.
   */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(character) ? character : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  /** Control characters and halves of surrogate pairs are in no HTML or XML document. */
  private static boolean isAllowed(int character) {
    boolean control = character < 0x20 && character != '\n' && character != '\t';
    boolean half = character >= 0xD800 && character <= 0xDFFF;
    return !control && !half && character != 0xFFFE && character != 0xFFFF;
  }
}
