package org.alexnetspark.jobs.report;

import static org.alexnetspark.jobs.report.Html.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.jobs.report.ReportContent.ExamplePrediction;
import org.alexnetspark.jobs.report.ReportContent.NamedGuess;
import org.alexnetspark.jobs.report.Timeline.Moment;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.RoundMetrics;

/**
 * Writes a run's report: one HTML file that needs nothing else, neither network nor scripts, and
 * reads on a phone, on paper, on light and on dark screens. It is well-formed XML too, so that
 * programs can read it.
 */
public final class ReportPage {

  /**
   * Up to this many classes the whole confusion matrix is shown; beyond, only the most frequent
   * mistakes.
   */
  private static final int MOST_CLASSES_IN_A_MATRIX = 40;

  private static final int MISTAKES_SHOWN = 25;

  private final ReportContent content;
  private final Timeline timeline;

  private ReportPage(ReportContent content) {
    this.content = content;
    this.timeline = new Timeline(content.metrics());
  }

  /** The whole page. */
  public static String render(ReportContent content) {
    // Charts are drawn without a screen, also where a forgotten DISPLAY promises one.
    System.setProperty("java.awt.headless", "true");
    return new ReportPage(content).page();
  }

  private String page() {
    return document(
        content.title(),
        summary()
            + curves()
            + examples()
            + confusion()
            + kernels()
            + meanImage()
            + stages()
            + settings("Options", content.options())
            + settings("Versions", content.versions()));
  }

  /** A page that needs nothing else, of this heading and these sections. */
  static String document(String title, String sections) {
    return """
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
    """
        .formatted(escape(title), styles(), sections);
  }

  private String summary() {
    StringBuilder tiles = new StringBuilder();
    bestEvaluation()
        .ifPresent(
            best -> {
              String split = best.metrics().split();
              tiles.append(
                  tile("best " + split + " top-1 error", percent(1 - best.metrics().top1())));
              tiles.append(tile("its top-5 error", percent(1 - best.metrics().top5())));
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

  private static String tile(String name, String value) {
    return "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(escape(name), escape(value));
  }

  /**
   * The evaluation with the lowest top-1 error; of equal ones the first. Validation counts before
   * other splits.
   */
  private Optional<Moment<EvaluationMetrics>> bestEvaluation() {
    Comparator<Moment<EvaluationMetrics>> better =
        Comparator.comparing(
                (Moment<EvaluationMetrics> moment) -> !moment.metrics().split().equals("val"))
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
          .errorSvg(axis)
          .ifPresent(svg -> figures.append(curve(svg, "Error against " + against)));
    }
    if (figures.isEmpty()) {
      return "";
    }
    StringBuilder steps = new StringBuilder();
    for (Moment<RoundMetrics> step : timeline.learningRateSteps()) {
      steps.append(
          number(
              "%s %s after %,d images",
              steps.isEmpty() ? " Dashed lines: the learning rate became" : ", then",
              step.metrics().learningRate(),
              step.images()));
    }
    return """
    <h2>Loss and error</h2>
    <p>Cross-entropy (a network that guesses has the natural logarithm of the number of classes); share of images whose true \
    class was not first, or not among the first five.%s</p>
    <div class="curves">
    %s</div>
    """
        .formatted(steps.isEmpty() ? "" : escape(steps + "."), figures);
  }

  private static String curve(String uri, String description) {
    return "<figure><img src=\"%s\" alt=\"%s\" width=\"560\" height=\"360\"/></figure>\n"
        .formatted(uri, escape(description));
  }

  private String examples() {
    if (content.examples().isEmpty()) {
      return "";
    }
    StringBuilder cards = new StringBuilder();
    content.examples().forEach(example -> cards.append(example(example)));
    return """
    <h2>Photographs and the network's five guesses</h2>
    <p>The true class is below each photograph; its bar is the red one.</p>
    <div class="examples">
    %s</div>
    """
        .formatted(cards);
  }

  private static String example(ExamplePrediction example) {
    StringBuilder bars = new StringBuilder();
    for (NamedGuess guess : example.guesses()) {
      boolean right = example.trueClass().filter(guess.name()::equals).isPresent();
      bars.append(
          """
          <li%s><span class="bar" style="width:%s"></span><span class="name" title="%3$s">%3$s</span><span>%4$s</span></li>
          """
              .formatted(
                  right ? " class=\"right\"" : "",
                  number("%.1f%%", 100 * guess.probability()),
                  escape(guess.name()),
                  percent(guess.probability())));
    }
    String trueClass = example.trueClass().orElse("class not known");
    return """
    <div class="example"><img src="%s" alt="%s"/>
    <h3>%s</h3>
    <ol class="bars">
    %s</ol></div>
    """
        .formatted(
            Pictures.jpegUri(example.image()),
            escape("A photograph: " + trueClass),
            escape(trueClass),
            bars);
  }

  private String confusion() {
    return content
        .confusion()
        .map(
            confusion ->
                "<h2>What was taken for what</h2>\n"
                    + (confusion.classes() <= MOST_CLASSES_IN_A_MATRIX
                        ? matrix(confusion)
                        : mistakes(confusion)))
        .orElse("");
  }

  private String matrix(Confusion confusion) {
    StringBuilder head = new StringBuilder();
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < confusion.classes(); row++) {
      head.append("<th scope=\"col\" title=\"%s\">%d</th>".formatted(escape(className(row)), row));
      rows.append("<tr><th scope=\"row\">%d %s</th>".formatted(row, escape(className(row))));
      for (int column = 0; column < confusion.classes(); column++) {
        rows.append(
            "<td%s style=\"--share:%s\" title=\"%s\">%d</td>"
                .formatted(
                    confusion.count(row, column) == 0 ? " class=\"none\"" : "",
                    number("%.0f%%", 75 * confusion.share(row, column)),
                    escape(className(row) + " taken for " + className(column)),
                    confusion.count(row, column)));
      }
      rows.append("</tr>\n");
    }
    return """
    <p>A row is a true class, a column the class guessed first. The stronger the color, the larger the share of the row.</p>
    <div class="wide"><table class="confusion">
    <thead><tr><th></th>%s</tr></thead>
    <tbody>
    %s</tbody></table></div>
    """
        .formatted(head, rows);
  }

  private String mistakes(Confusion confusion) {
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
    return """
    <p>The most frequent mistakes among %d classes.</p>
    <div class="wide"><table>
    <thead><tr><th scope="col">true class</th><th scope="col">taken for</th><th scope="col">images</th>\
    <th scope="col">of the class</th></tr></thead>
    <tbody>
    %s</tbody></table></div>
    """
        .formatted(confusion.classes(), rows);
  }

  private String className(int label) {
    return label < content.classNames().size() ? content.classNames().get(label) : "class " + label;
  }

  private String kernels() {
    if (content.kernels().isEmpty()) {
      return "";
    }
    StringBuilder towers = new StringBuilder();
    for (int tower = 0; tower < content.kernels().size(); tower++) {
      Kernels kernels = content.kernels().get(tower);
      String caption =
          "Tower %d: %d kernels of %d x %d x 3"
              .formatted(tower, kernels.count(), kernels.side(), kernels.side());
      towers.append(
          "<figure><img class=\"kernels\" src=\"%s\" alt=\"%2$s\"/><figcaption>%2$s</figcaption></figure>\n"
              .formatted(Pictures.pngUri(Pictures.ofKernels(kernels)), escape(caption)));
    }
    return """
    <h2>First-layer kernels</h2>
    <p>What conv1 looks for in the pixels, as in figure 3 of the paper. Middle gray is zero; each kernel has its own scale.</p>
    <div class="towers">
    %s</div>
    """
        .formatted(towers);
  }

  private String meanImage() {
    return content
        .meanImage()
        .map(
            mean ->
                """
                <h2>Mean image</h2>
                <p>The mean of all training photographs, which is subtracted from each.</p>
                <figure><img class="mean" src="%s" alt="The training photographs' mean"/></figure>
                """
                    .formatted(Pictures.pngUri(mean)))
        .orElse("");
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
                  """
                  <tr><th scope="row">%s</th><td>%s</td><td>%s</td>\
                  <td class="track"><span class="bar" style="width:%s"></span></td></tr>
                  """
                      .formatted(
                          escape(stage.getKey()),
                          duration(stage.getValue()),
                          percent(share),
                          number("%.1f%%", 100 * share)));
            });
    return """
    <h2>Where the time went</h2>
    <div class="wide"><table class="stages"><tbody>
    %s</tbody></table></div>
    """
        .formatted(rows);
  }

  private static String settings(String heading, Map<String, String> settings) {
    if (settings.isEmpty()) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    settings.forEach(
        (name, value) ->
            rows.append(
                "<tr><th scope=\"row\">%s</th><td class=\"text\">%s</td></tr>\n"
                    .formatted(escape(name), escape(value))));
    return """
    <h2>%s</h2>
    <div class="wide"><table><tbody>
    %s</tbody></table></div>
    """
        .formatted(heading, rows);
  }

  private static String percent(double share) {
    return number("%.1f %%", 100 * share);
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return number("%.1f s", seconds);
    }
    return whole < 3600
        ? "%d min %d s".formatted(whole / 60, whole % 60)
        : "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
  }

  /** Numbers look the same on every machine. */
  private static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String styles() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read report.css from the jar", e);
    }
  }
}
