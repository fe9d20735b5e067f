package org.alexnetspark.jobs.preprocess;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.PhotographList;

/**
 * The classes and how many photographs each has, in a line: whoever waits for the work sees before
 * it begins whether they are the right ones.
 */
final class ClassCounts {
  private static final int ALL_OF_THEM = 20;
  private static final int FIRST = 8;
  private static final int LAST = 2;

  private ClassCounts() {}

  static String of(ClassList classes, PhotographList photographs) {
    int[] counts = new int[classes.size()];
    for (int i = 0; i < photographs.size(); i++) {
      counts[photographs.label(i)]++;
    }
    List<SynsetClass> all = classes.classes();
    String named =
        all.size() <= ALL_OF_THEM
            ? named(all, counts, 0, all.size())
            : named(all, counts, 0, FIRST)
                + ", ..., "
                + named(all, counts, all.size() - LAST, all.size());
    return String.format(
        Locale.ROOT,
        "%s of %,d to %s: %s",
        Count.of(all.size(), "class"),
        IntStream.of(counts).min().orElse(0),
        Count.of(IntStream.of(counts).max().orElse(0), "photograph"),
        named);
  }

  private static String named(List<SynsetClass> classes, int[] counts, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            label ->
                String.format(Locale.ROOT, "%s %,d", classes.get(label).synset(), counts[label]))
        .collect(Collectors.joining(", "));
  }
}
