package org.alexnetspark.jobs.show;

import static org.alexnetspark.jobs.page.Html.escape;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.page.Html;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.show.DatasetContent.RejectedFile;
import org.alexnetspark.jobs.show.DatasetContent.SizeClass;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.image.RgbImage;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;

/**
 * Writes a dataset's page: one HTML file that needs nothing else. It looks like a run's report, and
 * is well-formed XML too.
 */
public final class DatasetPage {
  private static final int THUMBNAIL = 96;
  private static final int REJECTS_SHOWN = 50;

  /** Deviations to each side in the bar of a colour component. */
  private static final int DEVIATIONS = 2;

  private static final int STEPS_IN_A_BAR = 64;

  private final DatasetContent content;

  private DatasetPage(DatasetContent content) {
    this.content = content;
  }

  /** The whole page. */
  public static String render(DatasetContent content) {
    return new DatasetPage(content).page();
  }

  private String page() {
    return Html.page(content.title(), summary() + colors() + sizes() + rejects() + contactSheet());
  }

  private String summary() {
    StringBuilder rows = new StringBuilder();
    content
        .dataset()
        .splits()
        .forEach(
            (name, split) ->
                rows.append(
                    row(
                        name,
                        number(split.images()),
                        number(split.rejects()),
                        number(split.shards().size()),
                        number(bytes(split) / 1_000_000) + " MB",
                        classSizes(split))));
    return String.format(
        Locale.ROOT,
        """
    <p>%d classes, images of %s pixels, %s.</p>
    <div class="wide"><table>
    <tr><th scope="row">split</th><th>images</th><th>rejects</th><th>shards</th><th>size</th><th>images in a class</th></tr>
    %s</table></div>
    """,
        content.dataset().classes().size(),
        content.dataset().framing() == Framing.CROP
            ? content.dataset().imageSize() + " x " + content.dataset().imageSize()
            : "a shorter side of " + content.dataset().imageSize(),
        content.dataset().encoding(),
        rows);
  }

  private static long bytes(Split split) {
    return split.shards().stream().mapToLong(shard -> shard.bytes()).sum();
  }

  private static String classSizes(Split split) {
    var sizes = split.imagesPerClass().stream().mapToLong(Long::longValue).summaryStatistics();
    return number(sizes.getMin()) + " to " + number(sizes.getMax());
  }

  private String colors() {
    String mean =
        content
            .meanImage()
            .map(
                image ->
                    String.format(
                        Locale.ROOT,
                        "<figure><img class=\"mean\" alt=\"Mean image\" src=\"%s\"/><figcaption>The mean image.</figcaption></figure>\n",
                        Pictures.pngUri(
                            Pictures.ofLevels(image.values(), image.size(), image.size()))))
            .orElse("");
    String bars = content.components().map(DatasetPage::components).orElse("");
    return mean.isEmpty() && bars.isEmpty()
        ? ""
        : "<h2>Mean and colours of the training images</h2>\n<div class=\"towers\">\n"
            + mean
            + bars
            + "</div>\n";
  }

  private static String components(PrincipalComponents components) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < components.deviations().length; i++) {
      double[] vector = components.eigenvectors()[i];
      rows.append(
          String.format(
              Locale.ROOT,
              "<tr><td>%s</td><td><img alt=\"Component %d\" src=\"%s\"/></td><td>%s</td></tr>\n",
              String.format(Locale.ROOT, "%.2f", components.deviations()[i]),
              i + 1,
              Pictures.pngUri(bar(components, i)),
              String.format(Locale.ROOT, "%.3f, %.3f, %.3f", vector[0], vector[1], vector[2])));
    }
    double[] mean = components.channelMean();
    return String.format(
        Locale.ROOT,
        """
    <figure><table>
    <tr><th>deviation</th><th>mean colour, two deviations to each side</th><th>red, green, blue</th></tr>
    %s</table>
    <figcaption>Principal components of the colours, and the mean (%s).</figcaption></figure>
    """,
        rows,
        String.format(Locale.ROOT, "%.2f, %.2f, %.2f", mean[0], mean[1], mean[2]));
  }

  private static BufferedImage bar(PrincipalComponents components, int component) {
    BufferedImage bar = new BufferedImage(STEPS_IN_A_BAR * 4, 24, BufferedImage.TYPE_INT_RGB);
    double[] vector = components.eigenvectors()[component];
    for (int x = 0; x < bar.getWidth(); x++) {
      double position = (2.0 * x / (bar.getWidth() - 1) - 1) * DEVIATIONS;
      int rgb = 0;
      for (int channel = 0; channel < vector.length; channel++) {
        double level =
            components.channelMean()[channel]
                + position * components.deviations()[component] * vector[channel];
        rgb = rgb << 8 | (int) Math.max(0, Math.min(255, Math.round(level)));
      }
      for (int y = 0; y < bar.getHeight(); y++) {
        bar.setRGB(x, y, rgb);
      }
    }
    return bar;
  }

  private String sizes() {
    long most = content.sizes().stream().mapToLong(SizeClass::images).max().orElse(0);
    if (most == 0) {
      return "";
    }
    String rows =
        content.sizes().stream()
            .map(
                size ->
                    String.format(
                        Locale.ROOT,
                        "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"track\"><span class=\"bar\" style=\"width:%s%%\"></span></td></tr>\n",
                        size.to() == Integer.MAX_VALUE
                            ? size.from() + " and more"
                            : size.from() + " to " + (size.to() - 1),
                        number(size.images()),
                        100 * size.images() / most))
            .collect(Collectors.joining());
    return "<h2>Sizes of the photographs</h2>\n<p>By shorter side in pixels, all splits.</p>\n<table class=\"stages\">\n"
        + rows
        + "</table>\n";
  }

  private String rejects() {
    if (content.rejects().isEmpty()) {
      return "<h2>Rejects</h2>\n<p>None.</p>\n";
    }
    Map<String, Long> byReason =
        content.rejects().stream()
            .collect(
                Collectors.groupingBy(RejectedFile::reason, TreeMap::new, Collectors.counting()));
    String counts =
        byReason.entrySet().stream()
            .map(entry -> entry.getKey() + " " + number(entry.getValue()))
            .collect(Collectors.joining(", "));
    String rows =
        content.rejects().stream()
            .limit(REJECTS_SHOWN)
            .map(
                reject ->
                    String.format(
                        Locale.ROOT,
                        "<tr><td class=\"text\">%s</td><td class=\"text\">%s</td><td class=\"text\">%s</td><td class=\"text\">%s</td></tr>\n",
                        escape(reject.split()),
                        escape(reject.path()),
                        escape(reject.reason()),
                        escape(reject.detail())))
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        """
    <h2>Rejects</h2>
    <p>%s.%s</p>
    <div class="wide"><table>
    <tr><th scope="row">split</th><th scope="row">file</th><th scope="row">reason</th><th scope="row">detail</th></tr>
    %s</table></div>
    """,
        escape(counts),
        content.rejects().size() > REJECTS_SHOWN
            ? " The first " + REJECTS_SHOWN + " are shown; rejects.jsonl has all."
            : "",
        rows);
  }

  private String contactSheet() {
    StringBuilder classes = new StringBuilder();
    List<SynsetClass> described = content.dataset().classes();
    for (int label = 0; label < described.size(); label++) {
      List<BufferedImage> images = content.examples().getOrDefault(label, List.of());
      if (!images.isEmpty()) {
        classes.append(strip(described.get(label), images));
      }
    }
    return "<h2>Images by class</h2>\n<div class=\"examples\">\n" + classes + "</div>\n";
  }

  private static String strip(SynsetClass synsetClass, List<BufferedImage> images) {
    BufferedImage strip =
        new BufferedImage(
            THUMBNAIL * 2, THUMBNAIL * ((images.size() + 1) / 2), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = strip.createGraphics();
    // As the card on which it lies: an odd number of images leaves a place empty.
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, strip.getWidth(), strip.getHeight());
    for (int i = 0; i < images.size(); i++) {
      BufferedImage image = images.get(i);
      // In the middle of its place.
      graphics.drawImage(
          image,
          i % 2 * THUMBNAIL + (THUMBNAIL - image.getWidth()) / 2,
          i / 2 * THUMBNAIL + (THUMBNAIL - image.getHeight()) / 2,
          null);
    }
    graphics.dispose();
    String name =
        synsetClass.words().isEmpty()
            ? synsetClass.synset()
            : synsetClass.words() + " (" + synsetClass.synset() + ")";
    return String.format(
        Locale.ROOT,
        "<div class=\"example\"><img alt=\"%1$s\" src=\"%2$s\"/><h3>%1$s</h3></div>\n",
        escape(name),
        Pictures.jpegUri(strip));
  }

  /** All of an image as small as the page shows it: a seventh of what the image takes. */
  public static BufferedImage thumbnail(RgbImage image) {
    int longer = Math.max(image.width(), image.height());
    int width = Math.max(1, THUMBNAIL * image.width() / longer);
    int height = Math.max(1, THUMBNAIL * image.height() / longer);
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(Pictures.of(image), 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }

  private static String row(String head, String... cells) {
    StringBuilder row = new StringBuilder("<tr><th scope=\"row\">" + escape(head) + "</th>");
    for (String cell : cells) {
      row.append("<td>").append(escape(cell)).append("</td>");
    }
    return row.append("</tr>\n").toString();
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
