package org.alexnetspark.jobs.report;

/** Text into HTML. */
final class Html {

  private Html() {}

  /**
   * The text with everything that HTML gives a meaning to made harmless, for content and quoted
   * attributes.
   */
  static String escape(String text) {
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
