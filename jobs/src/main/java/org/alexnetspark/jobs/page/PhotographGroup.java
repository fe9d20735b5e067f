package org.alexnetspark.jobs.page;

import static org.alexnetspark.jobs.page.Html.escape;

import java.util.Locale;

/** Photographs that have something in common, as a section of a page. */
public final class PhotographGroup {
  private PhotographGroup() {}

  /** The section. */
  public static String html(ExampleGroup group) {
    StringBuilder cards = new StringBuilder();
    group.examples().forEach(example -> cards.append(PhotographCard.html(example)));
    return String.format(
        Locale.ROOT,
        """
    <h2>%s</h2>
    <p>%s The true class is below each photograph; its bar is the red one.</p>
    <div class="examples">
    %s</div>
    """,
        escape(group.heading()),
        escape(group.explanation()),
        cards);
  }
}
