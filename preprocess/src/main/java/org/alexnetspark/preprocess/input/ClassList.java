package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.apache.hadoop.conf.Configuration;

/**
 * The classes and their labels: a class's label is its position in the ASCII order of the synsets.
 * ILSVRC's own numbers are something else: they count the lines of the devkit's list from 1.
 */
public final class ClassList {
  private final List<SynsetClass> classes;
  private final Map<String, Integer> labels;
  private final List<String> listed;

  private ClassList(Collection<SynsetClass> listed) {
    this.classes = listed.stream().sorted((a, b) -> a.synset().compareTo(b.synset())).toList();
    this.listed = listed.stream().map(SynsetClass::synset).toList();
    this.labels = new HashMap<>();
    classes.forEach(each -> labels.put(each.synset(), labels.size()));
  }

  /** The classes of a dataset, which are in order already. */
  public static ClassList of(Collection<SynsetClass> classes) {
    return new ClassList(classes);
  }

  /** Classes of which only the folder names are known. */
  public static ClassList ofSynsets(Collection<String> synsets) {
    return new ClassList(synsets.stream().map(synset -> new SynsetClass(synset, "")).toList());
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
      String[] parts = line.strip().split("\\s+", 2);
      Integer earlier = lineOf.put(parts[0], number);
      if (earlier != null) {
        throw new UnusableInputException(
            String.format(
                "--synsets %s: line %d names %s again (first in line %d)",
                file, number, parts[0], earlier));
      }
      classes.add(new SynsetClass(parts[0], parts.length > 1 ? parts[1] : ""));
    }
    return new ClassList(classes);
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

  /** The label of a synset, or the label itself in digits, as WebDataset keeps it. */
  OptionalInt labelOfNameOrNumber(String name) {
    OptionalInt label = label(name);
    if (label.isPresent() || !name.matches("\\d{1,9}")) {
      return label;
    }
    int number = Integer.parseInt(name);
    return number < size() ? OptionalInt.of(number) : OptionalInt.empty();
  }

  /** The label of an ILSVRC id: the number, from 1, of a class in the list as it was read. */
  public OptionalInt labelOfIlsvrcId(int id) {
    return id >= 1 && id <= listed.size() ? label(listed.get(id - 1)) : OptionalInt.empty();
  }
}
