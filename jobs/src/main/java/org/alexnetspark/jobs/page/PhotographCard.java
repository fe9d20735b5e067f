package org.alexnetspark.jobs.page;

import static org.alexnetspark.jobs.page.Html.escape;
import static org.alexnetspark.jobs.page.Html.number;
import static org.alexnetspark.jobs.page.Html.percent;

import java.util.Locale;
import java.util.Optional;

/**
 * A photograph with a bar below it for each class that the network finds probable, as in the
 * paper's figure 4; to stand among others in {@code <div class="examples">}.
 */
public final class PhotographCard {
  private PhotographCard() {}

  /** A photograph under the name of its true class. */
  static String html(ExamplePrediction example) {
    return html(example, example.trueClass().orElse("class not known"));
  }

  /** A photograph under any heading. */
  public static String html(ExamplePrediction example, String heading) {
    StringBuilder bars = new StringBuilder();
    for (NamedGuess guess : example.guesses()) {
      bars.append(bar(guess, example.trueClass()));
    }
    return String.format(
        Locale.ROOT,
        """
    <div class="example"><img src="%s" alt="%s"/>
    <h3>%s</h3>
    <ol class="bars">
    %s</ol></div>
    """,
        Pictures.jpegUri(example.image()),
        escape("A photograph: " + heading),
        escape(heading),
        bars);
  }

  private static String bar(NamedGuess guess, Optional<String> trueClass) {
    boolean right = trueClass.filter(guess.name()::equals).isPresent();
    return String.format(
        Locale.ROOT,
        """
    <li%s><span class="bar" style="width:%s"></span><span class="name" title="%3$s">%3$s</span><span>%4$s</span></li>
    """,
        right ? " class=\"right\"" : "",
        number("%.1f%%", 100 * guess.probability()),
        escape(guess.name()),
        percent(guess.probability()));
  }
}
