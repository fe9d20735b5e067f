package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.apache.hadoop.conf.Configuration;

/**
 * The classes and their labels: a class's label is its position in the ASCII order of the synsets.
 * ILSVRC's own numbers are something else: they count the lines of the devkit's list from 1.
 */
public final class ClassList {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  /** A synset, perhaps in quotes, and behind white space or a comma its words. */
  private static final Pattern LINE = Pattern.compile("\"?([^\\s,\"]+)\"?(?:[\\s,]+\"?(.*?)\"?)?");

  private static final Pattern HEADER =
      Pattern.compile("(?i)synsets?|synset_?id|wnid|class|class_?id|label");

  private final List<SynsetClass> classes;
  private final Map<String, Integer> labels;
  private final List<String> listed;

  private final boolean numbers;

  /**
   * Takes classes in the order of their labels.
   *
   * @param listed their names in the order of ILSVRC's numbers; empty where that is not known
   */
  private ClassList(List<SynsetClass> classes, List<String> listed) {
    this.classes = List.copyOf(classes);
    this.listed = List.copyOf(listed);
    this.labels = new HashMap<>();
    classes.forEach(each -> labels.put(each.synset(), labels.size()));
    this.numbers = areNumbers(classes);
  }

  private static boolean areNumbers(Collection<SynsetClass> classes) {
    return classes.stream().allMatch(each -> NUMBER.matcher(each.synset()).matches());
  }

  private static List<SynsetClass> sorted(Collection<SynsetClass> classes) {
    Comparator<SynsetClass> byName = Comparator.comparing(SynsetClass::synset);
    return classes.stream()
        .sorted(
            areNumbers(classes)
                ? Comparator.comparingInt((SynsetClass each) -> Integer.parseInt(each.synset()))
                    .thenComparing(byName)
                : byName)
        .toList();
  }

  /** The classes of a dataset, which are in order already. */
  public static ClassList of(List<SynsetClass> classes) {
    return new ClassList(classes, List.of());
  }

  /** Classes of which only the folder names are known. */
  public static ClassList ofSynsets(Collection<String> synsets) {
    List<SynsetClass> classes =
        synsets.stream().map(synset -> new SynsetClass(synset, "")).toList();
    return new ClassList(sorted(classes), List.of());
  }

  /**
   * Reads a synset, n and eight digits, and where there are any its words, a line, in any order.
   */
  public static ClassList read(String file, Configuration configuration) throws IOException {
    List<SynsetClass> classes = new ArrayList<>();
    Map<String, Integer> lineOf = new HashMap<>();
    int number = 0;
    for (String line : TextLines.read("--synsets", file, configuration)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      Matcher parts = LINE.matcher(line.strip());
      if (!parts.matches()) {
        throw new UnusableInputException(
            String.format(
                Locale.ROOT,
                "--synsets %s: line %d is \"%s\"; a synset is needed",
                file,
                number,
                line));
      }
      String synset = Normalizer.normalize(parts.group(1), Normalizer.Form.NFC);
      if (number == 1 && HEADER.matcher(synset).matches()) {
        continue;
      }
      Integer earlier = lineOf.put(synset, number);
      if (earlier != null) {
        throw new UnusableInputException(
            String.format(
                Locale.ROOT,
                "--synsets %s: line %d names %s again (first in line %d)",
                file,
                number,
                synset,
                earlier));
      }
      classes.add(new SynsetClass(synset, parts.group(2) == null ? "" : parts.group(2)));
    }
    return new ClassList(sorted(classes), classes.stream().map(SynsetClass::synset).toList());
  }

  /** In label order. */
  public List<SynsetClass> classes() {
    return classes;
  }

  /** Synsets in the order in which they were given. */
  public List<String> asListed() {
    return listed;
  }

  /** How many. */
  public int size() {
    return classes.size();
  }

  /** The label of a synset, if it is a class. */
  public OptionalInt label(String synset) {
    Integer label = labels.get(synset);
    return label == null ? OptionalInt.empty() : OptionalInt.of(label);
  }

  /**
   * The label of a synset, or the label itself in digits, as WebDataset keeps it. Where classes are
   * called by numbers, a number is a name and never a place in the list.
   */
  OptionalInt labelOfNameOrNumber(String name) {
    OptionalInt label = label(name);
    if (label.isPresent() || numbers || !NUMBER.matcher(name).matches()) {
      return label;
    }
    int number = Integer.parseInt(name);
    return number < size() ? OptionalInt.of(number) : OptionalInt.empty();
  }

  /** The label of the one class that has these words. */
  OptionalInt labelOfWords(String words) {
    List<SynsetClass> called =
        classes.stream().filter(each -> each.words().equalsIgnoreCase(words)).toList();
    return called.size() == 1 ? label(called.get(0).synset()) : OptionalInt.empty();
  }

  /**
   * Whether {@link #labelOfIlsvrcId} knows any: only a list that was read has an order of its own.
   */
  boolean knowsIlsvrcIds() {
    return !listed.isEmpty();
  }

  /** The label of an ILSVRC id: the number, from 1, of a class in the list as it was read. */
  public OptionalInt labelOfIlsvrcId(int id) {
    return id >= 1 && id <= listed.size() ? label(listed.get(id - 1)) : OptionalInt.empty();
  }
}
