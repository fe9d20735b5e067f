package org.alexnetspark.jobs.cli;

import java.util.Locale;

/** Numbers of things in words: {@code 1 shard}, {@code 1,338 shards}, {@code 1 class}. */
public final class Count {

  private Count() {}

  /**
   * A number and its noun.
   *
   * @param noun for one; others get an s, or es after an s
   */
  public static String of(long number, String noun) {
    String plural = noun.endsWith("s") ? noun + "es" : noun + "s";
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? noun : plural);
  }
}
