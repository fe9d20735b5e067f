package org.alexnetspark.jobs.evaluate;

import static org.alexnetspark.jobs.page.Html.escape;
import static org.alexnetspark.jobs.page.Html.number;
import static org.alexnetspark.jobs.page.Html.percent;
import static org.alexnetspark.jobs.page.Html.tile;

import java.util.List;
import java.util.Locale;
import org.alexnetspark.jobs.page.Confusion;
import org.alexnetspark.jobs.page.ConfusionTable;
import org.alexnetspark.jobs.page.ExampleGroup;
import org.alexnetspark.jobs.page.Html;
import org.alexnetspark.jobs.page.PhotographGroup;

/** An evaluation as a page. */
final class EvaluationPage {
  private EvaluationPage() {}

  /**
   * The whole page.
   *
   * @param classNames by label
   */
  static String render(
      String title, Evaluation evaluation, List<String> classNames, List<ExampleGroup> examples) {
    StringBuilder photographs = new StringBuilder();
    examples.forEach(group -> photographs.append(PhotographGroup.html(group)));
    return Html.page(
        title,
        summary(evaluation)
            + byClass(evaluation, classNames)
            + calibration(evaluation.calibration())
            + ConfusionTable.html(Confusion.of(evaluation.confusion()), classNames)
            + photographs);
  }

  private static String summary(Evaluation evaluation) {
    return "<dl class=\"tiles\">\n"
        + tile("top-1 error", percent(1 - evaluation.top1()))
        + (evaluation.topFiveIsCertain() ? "" : tile("top-5 error", percent(1 - evaluation.top5())))
        + tile("loss", number("%.3f", evaluation.loss()))
        + tile("calibration error", percent(evaluation.calibration().expectedError()))
        + tile("images", number("%,d", evaluation.guesses().size()))
        + "</dl>\n";
  }

  private static String byClass(Evaluation evaluation, List<String> classNames) {
    StringBuilder rows = new StringBuilder();
    for (Evaluation.OfClass each : evaluation.byClass()) {
      if (each.images() > 0) {
        rows.append(
            row(
                escape(classNames.get(each.label())),
                number("%,d", each.images()),
                percent(each.top1()),
                percent(each.top5()),
                bar(each.top1())));
      }
    }
    return table(
        "Class by class",
        "The share of each class's images whose class was guessed first, or among the first five.",
        "<th scope=\"col\">class</th><th scope=\"col\">images</th><th scope=\"col\">top-1</th>"
            + "<th scope=\"col\">top-5</th><th></th>",
        rows);
  }

  private static String calibration(Calibration calibration) {
    StringBuilder rows = new StringBuilder();
    for (Calibration.Bin bin : calibration.bins()) {
      if (bin.images() > 0) {
        rows.append(
            row(
                number("%.0f to %.0f %%", 100 * bin.from(), 100 * bin.to()),
                number("%,d", bin.images()),
                percent(bin.confidence()),
                percent(bin.right()),
                bar(bin.right())));
      }
    }
    return table(
        "Calibration",
        "The network's confidence, which is the probability of its first guess, and how often that guess was right; "
            + "the two are equal where it knows what it knows. The mean difference is "
            + percent(calibration.expectedError())
            + ".",
        "<th scope=\"col\">confidence</th><th scope=\"col\">images</th><th scope=\"col\">mean</th>"
            + "<th scope=\"col\">right</th><th></th>",
        rows);
  }

  private static String row(String name, String images, String first, String second, String bar) {
    return String.format(
        Locale.ROOT,
        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td>%s</tr>\n",
        name,
        images,
        first,
        second,
        bar);
  }

  private static String bar(double share) {
    return String.format(
        Locale.ROOT,
        "<td class=\"track\"><span class=\"bar\" style=\"width:%s\"></span></td>",
        number("%.1f%%", 100 * share));
  }

  private static String table(String heading, String explanation, String head, StringBuilder rows) {
    return String.format(
        Locale.ROOT,
        """
    <h2>%s</h2>
    <p>%s</p>
    <div class="wide"><table class="measured"><thead><tr>%s</tr></thead><tbody>
    %s</tbody></table></div>
    """,
        heading,
        explanation,
        head,
        rows);
  }
}
