package org.alexnetspark.jobs.page;

import static org.alexnetspark.jobs.page.Html.number;

import java.util.Arrays;
import java.util.Locale;

/**
 * The directions in which the training photographs' colours vary most, each as a strip of colours
 * from two deviations below the mean colour to two above.
 */
public final class ColorStrips {
  private static final int[] DEVIATIONS = {-2, -1, 0, 1, 2};

  private ColorStrips() {}

  public static String html(ColorDirections colors) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < colors.deviations().length; i++) {
      rows.append(row(colors, i));
    }
    return String.format(
        Locale.ROOT,
        """
    <h2>Principal components of the colours</h2>
    <p>From two standard deviations below the mean colour to two above, along each component of all training pixels' RGB \
    values. Training shifts each photograph's colours a little along them.</p>
    <div class="wide"><table class="strips"><tbody>
    %s</tbody></table></div>
    """,
        rows);
  }

  private static String row(ColorDirections colors, int component) {
    double[] direction = colors.directions()[component];
    StringBuilder swatches = new StringBuilder();
    for (int deviations : DEVIATIONS) {
      int[] rgb = new int[direction.length];
      for (int channel = 0; channel < rgb.length; channel++) {
        double level =
            colors.mean()[channel]
                + deviations * colors.deviations()[component] * direction[channel];
        rgb[channel] = (int) Math.max(0, Math.min(255, Math.round(level)));
      }
      swatches.append(
          String.format(
              Locale.ROOT,
              "<td class=\"swatch\" style=\"background:rgb(%d,%d,%d)\"></td>",
              rgb[0],
              rgb[1],
              rgb[2]));
    }
    return String.format(
        Locale.ROOT,
        "<tr><th scope=\"row\">%d</th>%s<td>deviation %s</td><td class=\"text\">(%s)</td></tr>\n",
        component + 1,
        swatches,
        number("%.1f levels", colors.deviations()[component]),
        String.join(
            ", ", Arrays.stream(direction).mapToObj(each -> number("%.2f", each)).toList()));
  }
}
