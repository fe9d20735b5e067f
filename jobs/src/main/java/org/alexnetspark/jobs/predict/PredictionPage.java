package org.alexnetspark.jobs.predict;

import static org.alexnetspark.jobs.page.Html.escape;
import static org.alexnetspark.jobs.page.Html.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.alexnetspark.jobs.page.ExamplePrediction;
import org.alexnetspark.jobs.page.Html;
import org.alexnetspark.jobs.page.NamedGuess;
import org.alexnetspark.jobs.page.PhotographCard;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.photograph.Photograph;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.apache.hadoop.fs.Path;

/** Photographs with a bar for each class, as in the paper's figure 4. */
public final class PredictionPage {
  /** A browser shows so many in no time; a page of them has about 10 MB. */
  static final int MOST_PHOTOGRAPHS = 500;

  private final String title;
  private final int imageSize;
  private final List<String> classNames;
  private final List<Answer> shown = new ArrayList<>();
  private final List<Photograph.Refused> refused = new ArrayList<>();
  private long answered;

  /** A page without answers yet. */
  public PredictionPage(String title, ClassifyingModel model) {
    this.title = title;
    this.imageSize = model.imageSize();
    this.classNames = model.classNames();
  }

  /** Takes an answer; it is shown where it brought its pixels along. */
  public void add(Answer answer) {
    if (answer.photograph() instanceof Photograph.Refused file) {
      if (refused.size() < MOST_PHOTOGRAPHS) {
        refused.add(file);
      }
      return;
    }
    answered++;
    if (answer.hasPixels()) {
      shown.add(answer);
    }
  }

  String render() {
    return Html.page(title, body());
  }

  /** What is on the page, as HTML. */
  public String body() {
    StringBuilder cards = new StringBuilder();
    shown.forEach(answer -> cards.append(card(answer)));
    String more =
        answered > shown.size()
            ? number("<p>The first %,d of %,d photographs.</p>\n", shown.size(), answered)
            : "";
    return more + "<div class=\"examples\">\n" + cards + "</div>\n" + refusals();
  }

  private String card(Answer answer) {
    Photograph.Prepared photograph = (Photograph.Prepared) answer.photograph();
    return PhotographCard.html(
        new ExamplePrediction(
            Pictures.ofBytes(photograph.pixels(), imageSize, imageSize),
            Optional.empty(),
            answer.best().stream()
                .map(best -> new NamedGuess(classNames.get(best.label()), best.probability()))
                .toList()),
        new Path(photograph.path()).getName());
  }

  private String refusals() {
    if (refused.isEmpty()) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    for (Photograph.Refused file : refused) {
      rows.append(
          String.format(
              Locale.ROOT,
              "<tr><th scope=\"row\">%s</th><td class=\"text\">%s</td><td class=\"text\">%s</td></tr>\n",
              escape(file.path()),
              escape(file.reason()),
              escape(file.detail())));
    }
    return String.format(
        Locale.ROOT,
        """
    <h2>Files that are no usable photographs</h2>
    <div class="wide"><table><tbody>
    %s</tbody></table></div>
    """,
        rows);
  }
}
