package org.alexnetspark.jobs.neighbors;

import static org.alexnetspark.jobs.page.Html.escape;
import static org.alexnetspark.jobs.page.Html.number;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import org.alexnetspark.jobs.page.Html;
import org.alexnetspark.jobs.page.Pictures;

/** Each photograph beside its nearest images, as on the right of the paper's figure 4. */
final class NeighborsPage {

  /** A picture with its name and what stands below it. */
  record Item(BufferedImage picture, String name, String note) {}

  /** A photograph and its nearest images, nearest first. */
  record Query(Item photograph, List<Item> neighbors) {}

  private NeighborsPage() {}

  /** The whole page. */
  static String render(String title, String explanation, List<Query> queries) {
    StringBuilder rows = new StringBuilder();
    for (Query query : queries) {
      rows.append("<div class=\"neighbors\">\n").append(figure(query.photograph()));
      query.neighbors().forEach(neighbor -> rows.append(figure(neighbor)));
      rows.append("</div>\n");
    }
    return Html.page(title, "<p>" + escape(explanation) + "</p>\n" + rows);
  }

  static String note(double distance) {
    return number("distance %.2f", distance);
  }

  private static String figure(Item item) {
    return String.format(
        Locale.ROOT,
        """
    <figure><img src="%s" alt="%2$s"/><figcaption><b>%2$s</b> %3$s</figcaption></figure>
    """,
        Pictures.jpegUri(item.picture()),
        escape(item.name()),
        escape(item.note()));
  }
}
