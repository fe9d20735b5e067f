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
    if (!name.matches(prefix + "\\d{8}" + SUFFIX)) {
      return Optional.empty();
    }
    int number = Integer.parseInt(name.substring(prefix.length(), name.length() - SUFFIX.length()));
    return number >= 1 && number <= photographs
        ? Optional.of(photograph.apply(number - 1))
        : Optional.empty();
  }

  private String nameAt(int place) {
    return prefix + String.format(Locale.ROOT, "%08d", place + 1) + SUFFIX;
  }
}
