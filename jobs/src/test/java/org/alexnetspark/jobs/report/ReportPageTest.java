package org.alexnetspark.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.alexnetspark.jobs.page.Confusion;
import org.alexnetspark.jobs.page.Html;
import org.alexnetspark.jobs.page.Kernels;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportPageTest {

  @Test
  void showsEverySection() throws Exception {
    Document page = parsed(ReportPage.render(SampleReport.of(60, 10)));

    assertThat(texts(page, "h2"))
        .containsExactly(
            "Loss and error",
            "Best & worst",
            "What was taken for what",
            "First-layer kernels",
            "Mean image",
            "Principal components of the colours",
            "Where the time went",
            "Options",
            "Versions");
    assertThat(texts(page, "figcaption"))
        .containsExactly(
            "Tower 0: 48 kernels of 11 x 11 x 3", "Tower 1: 48 kernels of 11 x 11 x 3");
    assertThat(page.getElementsByTagName("img").getLength())
        .as("4 curves, 3 photographs, 2 towers, mean")
        .isEqualTo(10);
    assertThat(texts(page, "dd")).contains("76,800");
    assertThat(texts(page, "th")).contains("train", "evaluate", "--learning-rate");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 2000})
  void isWellFormedAndOfReasonableSizeForAnyNumberOfRounds(int rounds) throws Exception {
    String page = ReportPage.render(SampleReport.of(rounds, 5));

    parsed(page);
    assertThat(page).hasSizeLessThan(2_000_000);
  }

  @Test
  void ofFiveClassesTheFirstFiveGuessesSayNothing() {
    assertThat(ReportPage.render(SampleReport.of(20, 5)))
        .contains("top-1")
        .doesNotContain("top-5")
        .doesNotContain("first five");
    assertThat(ReportPage.render(SampleReport.of(20, 6))).contains("top-5", "first five");
  }

  @Test
  void leavesOutWhatIsNotThere() throws Exception {
    Document page = parsed(ReportPage.render(SampleReport.of("Nothing", List.of())));

    assertThat(texts(page, "h2")).isEmpty();
    assertThat(texts(page, "p")).containsExactly("Nothing has been measured yet.");
  }

  @Test
  void textIsTextWhateverIsInIt() throws Exception {
    String page = ReportPage.render(SampleReport.of(10, 3));

    assertThat(page).doesNotContain("<b>").doesNotContain("<sort>");
    assertThat(texts(parsed(page), "h1")).containsExactly("Run of <b>AlexNet</b> & friends");
    assertThat(Html.escape("\"'<>&\u0000\uD800")).isEqualTo("&quot;&#39;&lt;&gt;&amp;\uFFFD\uFFFD");
  }

  @Test
  void needsNothingFromElsewhere() {
    String page = ReportPage.render(SampleReport.of(10, 3));

    assertThat(page)
        .doesNotContain("<script")
        .doesNotContain("<link")
        .doesNotContain("url(")
        .doesNotContain("@import");
    Matcher source = Pattern.compile("(src|href)=\"(.{5})").matcher(page);
    while (source.find()) {
      assertThat(source.group(2)).isEqualTo("data:");
    }
  }

  @Test
  void numbersDoNotDependOnTheMachine() {
    Locale before = Locale.getDefault();
    ReportContent content = SampleReport.of(60, 3);
    String expected = ReportPage.render(content);
    try {
      Locale.setDefault(Locale.GERMANY);
      String tables = withoutPictures(ReportPage.render(content));
      assertThat(tables).isEqualTo(withoutPictures(expected));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void namesTheBestEvaluationOfTheValidationSplit() throws Exception {
    List<MetricsLine> metrics = new ArrayList<>();
    metrics.add(round(1, 0.01));
    metrics.add(new EvaluationMetrics(1, "train", 1, 1, 0.99, 1, Map.of()));
    metrics.add(new EvaluationMetrics(1, "val", 1, 1, 0.60, 0.9, Map.of()));
    metrics.add(round(2, 0.01));
    metrics.add(new EvaluationMetrics(2, "val", 1, 1, 0.55, 0.9, Map.of()));

    assertThat(texts(parsed(ReportPage.render(of(metrics))), "dd"))
        .startsWith("40.0 %", "10.0 %", "1");
  }

  @Test
  void tellsWhenTheLearningRateChanged() {
    String page = ReportPage.render(of(List.of(round(1, 0.01), round(2, 0.01), round(3, 0.0001))));

    assertThat(page).contains("the learning rate became 0.0001 after 300 images.");
  }

  @Test
  void aRateThatChangesInEveryRoundHasNoSteps() {
    List<MetricsLine> metrics = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      metrics.add(round(i, 0.01 * (201 - i) / 200));
    }
    String page = ReportPage.render(of(metrics));

    assertThat(page)
        .doesNotContain("Dashed lines")
        .contains("from round to round: 0.01 in the first, 0.00005 in the last");
  }

  @Test
  void whereAWarmUpEndsIsAStep() {
    String page =
        ReportPage.render(
            of(
                List.of(
                    round(1, 0.002),
                    round(2, 0.004),
                    round(3, 0.006),
                    round(4, 0.006),
                    round(5, 0.006))));

    assertThat(page).contains("the learning rate became 0.006 after 300 images.");
  }

  @Test
  void aRunThatDivergedStillHasAReport() throws Exception {
    RoundMetrics diverged =
        new RoundMetrics(
            1, 1, 100, Double.NaN, 0.01, 64, Map.of("train", 1.0), Map.of(), null, null);

    assertThat(texts(parsed(ReportPage.render(of(List.of(diverged)))), "dd")).contains("NaN");
  }

  @Test
  void manyClassesShowTheirMostFrequentMistakes() throws Exception {
    int[][] counts = new int[100][100];
    counts[7][9] = 5;
    counts[7][7] = 15;
    counts[3][4] = 8;
    ReportContent content =
        new ReportContent(
            "Run",
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(Confusion.of(counts)),
            List.of(),
            Map.of(),
            Map.of());

    assertThat(texts(parsed(ReportPage.render(content)), "td"))
        .containsExactly("class 3", "class 4", "8", "100.0 %", "class 7", "class 9", "5", "25.0 %");
  }

  @Test
  void curvesAreSvgThatStandsAlone() throws Exception {
    Curves curves = new Curves(new Timeline(SampleReport.metrics(60, new SplittableRandom(1))));
    String uri = curves.lossSvg(Curves.Axis.IMAGES).orElseThrow();

    byte[] svg = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
    parsers.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Document drawn = parsers.newDocumentBuilder().parse(new ByteArrayInputStream(svg));
    assertThat(drawn.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(drawn.getElementsByTagName("path").getLength()).isGreaterThan(2);
  }

  @Test
  void kernelsAreScaledEachForItselfWithZeroInTheMiddle() {
    float[] weights = new float[2 * 3];
    weights[0] = 0.5f;
    weights[1] = -0.5f;
    weights[3] = 0.001f;

    BufferedImage picture = Pictures.ofKernels(Kernels.of(2, 1, weights));

    assertThat(picture.getRGB(1, 1) & 0xFFFFFF).isEqualTo(0xFF0080);
    assertThat(picture.getRGB(3, 1) & 0xFFFFFF).isEqualTo(0xFF8080);
  }

  @Test
  void picturesKeepTheirPixels() throws Exception {
    byte[] levels = {0, 127, (byte) 255, 10, 20, 30};

    String uri = Pictures.pngUri(Pictures.ofBytes(levels, 2, 1));

    byte[] png = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(read.getRGB(0, 0)).isEqualTo(0xFF007FFF);
    assertThat(read.getRGB(1, 0)).isEqualTo(0xFF0A141E);
  }

  @Test
  void wrongSizesAreNamed() {
    assertThatThrownBy(() -> Kernels.of(2, 11, new float[10]))
        .hasMessage("2 kernels of 11 x 11 x 3 have 726 weights, not 10");
    assertThatThrownBy(() -> Pictures.ofBytes(new byte[10], 2, 2))
        .hasMessage("a picture of 2 x 2 has 12 levels, not 10");
  }

  private static ReportContent of(List<MetricsLine> metrics) {
    return SampleReport.of("Run", metrics);
  }

  private static RoundMetrics round(int round, double learningRate) {
    return new RoundMetrics(
        round,
        round,
        100L * round,
        2,
        learningRate,
        64,
        Map.of("train", 1.0),
        Map.of(),
        null,
        null);
  }

  private static Document parsed(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }

  private static List<String> texts(Document page, String tag) {
    List<String> texts = new ArrayList<>();
    var elements = page.getElementsByTagName(tag);
    for (int i = 0; i < elements.getLength(); i++) {
      texts.add(elements.item(i).getTextContent());
    }
    return texts;
  }

  private static String withoutPictures(String page) {
    return page.replaceAll("data:[^\"]*", "");
  }
}
