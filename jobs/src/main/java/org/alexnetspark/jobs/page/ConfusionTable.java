package org.alexnetspark.jobs.page;

import static org.alexnetspark.jobs.page.Html.escape;
import static org.alexnetspark.jobs.page.Html.number;
import static org.alexnetspark.jobs.page.Html.percent;

import java.util.List;
import java.util.Locale;

/** What was taken for what, as a section of a page. */
public final class ConfusionTable {

  /** Up to this many classes the whole matrix is shown; beyond, only the most frequent mistakes. */
  private static final int MOST_CLASSES_IN_A_MATRIX = 40;

  private static final int MISTAKES_SHOWN = 25;

  private final Confusion confusion;
  private final List<String> classNames;

  private ConfusionTable(Confusion confusion, List<String> classNames) {
    this.confusion = confusion;
    this.classNames = classNames;
  }

  /**
   * The section.
   *
   * @param classNames by label
   */
  public static String html(Confusion confusion, List<String> classNames) {
    ConfusionTable table = new ConfusionTable(confusion, classNames);
    return "<h2>What was taken for what</h2>\n"
        + (confusion.classes() <= MOST_CLASSES_IN_A_MATRIX ? table.matrix() : table.mistakes());
  }

  private String matrix() {
    StringBuilder head = new StringBuilder();
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < confusion.classes(); row++) {
      head.append(
          String.format(
              Locale.ROOT, "<th scope=\"col\" title=\"%s\">%d</th>", escape(className(row)), row));
      rows.append(
          String.format(
              Locale.ROOT, "<tr><th scope=\"row\">%d %s</th>", row, escape(className(row))));
      for (int column = 0; column < confusion.classes(); column++) {
        rows.append(
            String.format(
                Locale.ROOT,
                "<td%s style=\"--share:%s\" title=\"%s\">%d</td>",
                confusion.count(row, column) == 0 ? " class=\"none\"" : "",
                number("%.0f%%", 75 * confusion.share(row, column)),
                escape(className(row) + " taken for " + className(column)),
                confusion.count(row, column)));
      }
      rows.append("</tr>\n");
    }
    return String.format(
        Locale.ROOT,
        """
    <p>A row is a true class, a column the class guessed first. The stronger the color, the larger the share of the row.</p>
    <div class="wide"><table class="confusion">
    <thead><tr><th></th>%s</tr></thead>
    <tbody>
    %s</tbody></table></div>
    """,
        head,
        rows);
  }

  private String mistakes() {
    StringBuilder rows = new StringBuilder();
    for (Confusion.Mistake mistake : confusion.mistakes(MISTAKES_SHOWN)) {
      rows.append(
          number(
              "<tr><td class=\"text\">%s</td><td class=\"text\">%s</td><td>%,d</td><td>%s</td></tr>\n",
              escape(className(mistake.trueClass())),
              escape(className(mistake.guessed())),
              mistake.count(),
              percent(confusion.share(mistake.trueClass(), mistake.guessed()))));
    }
    return String.format(
        Locale.ROOT,
        """
    <p>The most frequent mistakes among %d classes.</p>
    <div class="wide"><table>
    <thead><tr><th scope="col">true class</th><th scope="col">taken for</th><th scope="col">images</th>\
    <th scope="col">of the class</th></tr></thead>
    <tbody>
    %s</tbody></table></div>
    """,
        confusion.classes(),
        rows);
  }

  private String className(int label) {
    return label < classNames.size() ? classNames.get(label) : "class " + label;
  }
}
