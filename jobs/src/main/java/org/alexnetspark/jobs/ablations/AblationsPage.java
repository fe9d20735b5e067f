package org.alexnetspark.jobs.ablations;

import static org.alexnetspark.jobs.page.Html.escape;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alexnetspark.jobs.page.Html;
import org.alexnetspark.jobs.page.Pictures;

/** A comparison as a page, and as Markdown. */
final class AblationsPage {
  private AblationsPage() {}

  /** The whole page. */
  static String render(String title, Comparison comparison) {
    return Html.page(
        title,
        String.format(
            Locale.ROOT,
            """
        <p>Means and standard deviations over %d seed(s). The training error is that of the images as they were used: \
        with dropout and augmentation.</p>
        <div class="wide"><table><thead>%s</thead><tbody>
        %s</tbody></table></div>
        <div class="curves">
        %s%s</div>
        """,
            comparison.seeds(),
            row("th", comparison.head()),
            comparison.rows().stream().map(row -> row("td", row)).collect(Collectors.joining()),
            figure(comparison.trainingCurves(), "Training error by epoch"),
            figure(comparison.validationCurves(), "Validation error by epoch")));
  }

  private static String row(String element, Comparison.Row row) {
    return Stream.of(
            row.name(), row.epochsToTarget(), row.training(), row.validation(), row.options())
        .map(
            cell ->
                String.format(
                    Locale.ROOT, "<%1$s class=\"text\">%2$s</%1$s>", element, escape(cell)))
        .collect(Collectors.joining("", "<tr>", "</tr>\n"));
  }

  private static String figure(Optional<byte[]> svg, String description) {
    return svg.map(
            picture ->
                String.format(
                    Locale.ROOT,
                    "<figure><img src=\"%s\" alt=\"%s\"/></figure>\n",
                    Pictures.uri("image/svg+xml", picture),
                    escape(description)))
        .orElse("");
  }

  /** The table as Markdown. */
  static String markdown(Comparison comparison) {
    return line(comparison.head())
        + "|---|---|---|---|---|\n"
        + comparison.rows().stream().map(AblationsPage::line).collect(Collectors.joining());
  }

  private static String line(Comparison.Row row) {
    return Stream.of(
            row.name(), row.epochsToTarget(), row.training(), row.validation(), row.options())
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
