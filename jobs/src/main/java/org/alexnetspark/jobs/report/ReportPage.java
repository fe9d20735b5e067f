package org.alexnetspark.jobs.report;

import static org.alexnetspark.jobs.page.Html.duration;
import static org.alexnetspark.jobs.page.Html.escape;
import static org.alexnetspark.jobs.page.Html.number;
import static org.alexnetspark.jobs.page.Html.percent;
import static org.alexnetspark.jobs.page.Html.tile;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.page.ColorStrips;
import org.alexnetspark.jobs.page.ConfusionTable;
import org.alexnetspark.jobs.page.Html;
import org.alexnetspark.jobs.page.Kernels;
import org.alexnetspark.jobs.page.PhotographGroup;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.report.Timeline.Moment;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.LearningRate;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.preprocess.dataset.Split;

/**
 * Writes a run's report: one HTML file that needs nothing else, neither network nor scripts, and
 * reads on a phone, on paper, on light and on dark screens. It is well-formed XML too, so that
 * programs can read it.
 */
public final class ReportPage {

  private final ReportContent content;
  private final Timeline timeline;

  private ReportPage(ReportContent content) {
    this.content = content;
    this.timeline = new Timeline(content.metrics());
  }

  /** The whole page. */
  public static String render(ReportContent content) {
    return new ReportPage(content).page();
  }

  private String page() {
    return Html.page(
        content.title(),
        summary()
            + curves()
            + examples()
            + confusion()
            + kernels()
            + meanImage()
            + colors()
            + stages()
            + settings("Options", content.options())
            + settings("Versions", content.versions()));
  }

  private String summary() {
    StringBuilder tiles = new StringBuilder();
    bestEvaluation()
        .ifPresent(
            best -> {
              String split = best.metrics().split();
              tiles.append(
                  tile("best " + split + " top-1 error", percent(1 - best.metrics().top1())));
              if (content.hasTopFive()) {
                tiles.append(tile("its top-5 error", percent(1 - best.metrics().top5())));
              }
              tiles.append(tile("after epoch", String.valueOf(epochOf(best.metrics().round()))));
            });
    if (!timeline.rounds().isEmpty()) {
      RoundMetrics last = timeline.rounds().get(timeline.rounds().size() - 1).metrics();
      tiles.append(tile("last training loss", number("%.3f", last.loss())));
      tiles.append(tile("training images used", number("%,d", last.images())));
      tiles.append(tile("images a second", number("%,.0f", imagesPerSecond(last))));
      tiles.append(tile("time", duration(timeline.seconds())));
    }
    return tiles.isEmpty()
        ? "<p>Nothing has been measured yet.</p>\n"
        : "<dl class=\"tiles\">\n" + tiles + "</dl>\n";
  }

  /**
   * The evaluation with the lowest top-1 error; of equal ones the first. Validation counts before
   * other splits.
   */
  private Optional<Moment<EvaluationMetrics>> bestEvaluation() {
    Comparator<Moment<EvaluationMetrics>> better =
        Comparator.comparing(
                (Moment<EvaluationMetrics> moment) ->
                    !moment.metrics().split().equals(Split.VALIDATION))
            .thenComparing(moment -> -moment.metrics().top1());
    return timeline.evaluations().stream().min(better);
  }

  private int epochOf(int round) {
    return timeline.rounds().stream()
        .map(Moment::metrics)
        .filter(metrics -> metrics.round() <= round)
        .mapToInt(RoundMetrics::epoch)
        .max()
        .orElse(0);
  }

  private double imagesPerSecond(RoundMetrics last) {
    double seconds =
        timeline.rounds().stream().mapToDouble(moment -> moment.metrics().totalSeconds()).sum();
    return seconds == 0 ? last.imagesPerSecond() : last.images() / seconds;
  }

  private String curves() {
    Curves curves = new Curves(timeline);
    StringBuilder figures = new StringBuilder();
    for (Curves.Axis axis : Curves.Axis.values()) {
      String against = axis == Curves.Axis.IMAGES ? "training images" : "minutes";
      curves.lossSvg(axis).ifPresent(svg -> figures.append(curve(svg, "Loss against " + against)));
      curves
          .errorSvg(axis, content.hasTopFive())
          .ifPresent(svg -> figures.append(curve(svg, "Error against " + against)));
    }
    if (figures.isEmpty()) {
      return "";
    }
    StringBuilder steps = new StringBuilder();
    List<Moment<RoundMetrics>> phases = timeline.phases();
    for (Moment<RoundMetrics> phase : phases) {
      steps.append(
          number(
              "%s epoch %d: %s",
              steps.isEmpty() ? " Dashed lines: phases of the schedule, from" : "; from",
              phase.metrics().epoch(),
              phase.metrics().phase()));
    }
    for (Moment<RoundMetrics> step :
        phases.isEmpty() ? timeline.learningRateSteps() : List.<Moment<RoundMetrics>>of()) {
      steps.append(
          number(
              "%s %s after %,d images",
              steps.isEmpty() ? " Dashed lines: the learning rate became" : ", then",
              LearningRate.readable(step.metrics().learningRate()),
              step.images()));
    }
    if (!steps.isEmpty()) {
      steps.append('.');
    }
    List<Moment<RoundMetrics>> rounds = timeline.rounds();
    if (phases.isEmpty() && timeline.learningRateChangesByTheRound()) {
      steps.append(
          number(
              " The learning rate changed from round to round: %s in the first, %s in the last.",
              LearningRate.readable(rounds.get(0).metrics().learningRate()),
              LearningRate.readable(rounds.get(rounds.size() - 1).metrics().learningRate())));
    }
    return String.format(
        Locale.ROOT,
        """
    <h2>Loss and error</h2>
    <p>Cross-entropy (a network that guesses has the natural logarithm of the number of classes); share of images whose true \
    class was not first%s.%s</p>
    <div class="curves">
    %s</div>
    """,
        content.hasTopFive() ? ", or not among the first five" : "",
        escape(steps.toString()),
        figures);
  }

  private static String curve(String uri, String description) {
    return String.format(
        Locale.ROOT,
        "<figure><img src=\"%s\" alt=\"%s\" width=\"560\" height=\"360\"/></figure>\n",
        uri,
        escape(description));
  }

  private String examples() {
    return content.examples().stream().map(PhotographGroup::html).collect(Collectors.joining());
  }

  private String confusion() {
    return content
        .confusion()
        .map(confusion -> ConfusionTable.html(confusion, content.classNames()))
        .orElse("");
  }

  private String kernels() {
    if (content.kernels().isEmpty()) {
      return "";
    }
    StringBuilder towers = new StringBuilder();
    for (int tower = 0; tower < content.kernels().size(); tower++) {
      Kernels kernels = content.kernels().get(tower);
      String caption =
          String.format(
              Locale.ROOT,
              "Tower %d: %d kernels of %d x %d x 3",
              tower,
              kernels.count(),
              kernels.side(),
              kernels.side());
      towers.append(
          String.format(
              Locale.ROOT,
              "<figure><img class=\"kernels\" src=\"%s\" alt=\"%2$s\"/><figcaption>%2$s</figcaption></figure>\n",
              Pictures.pngUri(Pictures.ofKernels(kernels)),
              escape(caption)));
    }
    return String.format(
        Locale.ROOT,
        """
    <h2>First-layer kernels</h2>
    <p>What conv1 looks for in the pixels, as in figure 3 of the paper. Middle gray is zero; each kernel has its own scale.</p>
    <div class="towers">
    %s</div>
    """,
        towers);
  }

  private String meanImage() {
    return content
        .meanImage()
        .map(
            mean ->
                String.format(
                    Locale.ROOT,
                    """
                <h2>Mean image</h2>
                <p>The mean of all training photographs, which is subtracted from each.</p>
                <figure><img class="mean" src="%s" alt="The training photographs' mean"/></figure>
                """,
                    Pictures.pngUri(mean)))
        .orElse("");
  }

  private String colors() {
    return content.colors().map(ColorStrips::html).orElse("");
  }

  private String stages() {
    Map<String, Double> byStage = timeline.secondsByStage();
    if (byStage.isEmpty() || timeline.seconds() <= 0) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    byStage.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(
            stage -> {
              double share = stage.getValue() / timeline.seconds();
              rows.append(
                  String.format(
                      Locale.ROOT,
                      """
                  <tr><th scope="row">%s</th><td>%s</td><td>%s</td>\
                  <td class="track"><span class="bar" style="width:%s"></span></td></tr>
                  """,
                      escape(stage.getKey()),
                      duration(stage.getValue()),
                      percent(share),
                      number("%.1f%%", 100 * share)));
            });
    return String.format(
        Locale.ROOT,
        """
    <h2>Where the time went</h2>
    <div class="wide"><table class="stages"><tbody>
    %s</tbody></table></div>
    """,
        rows);
  }

  private static String settings(String heading, Map<String, String> settings) {
    if (settings.isEmpty()) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    settings.forEach(
        (name, value) ->
            rows.append(
                String.format(
                    Locale.ROOT,
                    "<tr><th scope=\"row\">%s</th><td class=\"text\">%s</td></tr>\n",
                    escape(name),
                    escape(value))));
    return String.format(
        Locale.ROOT,
        """
    <h2>%s</h2>
    <div class="wide"><table><tbody>
    %s</tbody></table></div>
    """,
        heading,
        rows);
  }
}
