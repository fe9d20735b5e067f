package org.alexnetspark.rehearsal;

import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A folder of photographs, numbered from one, as the test set lies on a disk once its tar is
 * unpacked. Names are made when they are asked for.
 *
 * @param name of the folder
 * @param photographs how many there are
 * @param prefix of a photograph's name, before eight digits
 * @param photograph the content at a place, from zero
 */
record MadeFolder(String name, int photographs, String prefix, IntFunction<Content> photograph) {

  private static final String SUFFIX = ".JPEG";

  /** The names of the photographs, in their order. */
  Stream<String> names() {
    return IntStream.range(0, photographs).mapToObj(this::nameAt);
  }

  /** The photograph of a name, if there is one. */
  Optional<Content> photograph(String name) {
    if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) {
      return Optional.empty();
    }
    try {
      int number =
          Integer.parseInt(
              name.substring(
                  prefix.length(), Math.max(prefix.length(), name.length() - SUFFIX.length())));
      boolean there = number >= 1 && number <= photographs && nameAt(number - 1).equals(name);
      return there ? Optional.of(photograph.apply(number - 1)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private String nameAt(int place) {
    return prefix + String.format(Locale.ROOT, "%08d", place + 1) + SUFFIX;
  }
}
