package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * {@code --labels}: which class each file belongs to, where folders do not say so. A line holds a
 * file's name (without folders) and, after white space, its synset, or its ILSVRC id: the number,
 * from 1, of a line of {@code --synsets}.
 *
 * <p>The devkit's {@code ILSVRC2012_validation_ground_truth.txt} has ids alone: the first is that
 * of the first photograph by name.
 */
public final class LabelFile {
  private final String file;
  private final Map<String, Integer> labels;
  private final List<Integer> labelsInOrder;

  private LabelFile(String file, Map<String, Integer> labels, List<Integer> labelsInOrder) {
    this.file = file;
    this.labels = labels;
    this.labelsInOrder = labelsInOrder;
  }

  /** Reads the file; every class in it must be one of {@code classes}. */
  public static LabelFile read(String file, ClassList classes, Configuration configuration)
      throws IOException {
    Map<String, Integer> labels = new HashMap<>();
    List<Integer> labelsInOrder = new ArrayList<>();
    List<String> lines = TextLines.read("--labels", file, configuration);
    boolean idsAlone =
        lines.stream().allMatch(line -> line.isBlank() || line.strip().matches("\\d+"));
    int number = 0;
    for (String line : lines) {
      number++;
      String text = line.strip();
      if (text.isEmpty()) {
        continue;
      }
      int space = Math.max(text.lastIndexOf(' '), text.lastIndexOf('\t'));
      OptionalInt label =
          space < 0 && !idsAlone ? OptionalInt.empty() : label(text.substring(space + 1), classes);
      if (label.isEmpty()) {
        throw new UnusableInputException(
            String.format(
                "--labels %s: line %d is \"%s\"; a file name and one of the %d classes is needed",
                file, number, text, classes.size()));
      }
      if (idsAlone) {
        labelsInOrder.add(label.getAsInt());
      } else {
        labels.put(text.substring(0, space).strip(), label.getAsInt());
      }
    }
    return new LabelFile(file, labels, labelsInOrder);
  }

  private static OptionalInt label(String name, ClassList classes) {
    OptionalInt label = classes.label(name);
    return label.isEmpty() && name.matches("\\d{1,9}")
        ? classes.labelOfIlsvrcId(Integer.parseInt(name))
        : label;
  }

  /** The label of each photograph of a listing. */
  int[] label(Listing listing) {
    return labelsInOrder.isEmpty()
        ? IntStream.range(0, listing.size())
            .map(i -> label(listing.path(i).substring(listing.path(i).lastIndexOf('/') + 1)))
            .toArray()
        : labelInOrder(listing);
  }

  private int[] labelInOrder(Listing listing) {
    if (listing.size() != labelsInOrder.size()) {
      throw new UnusableInputException(
          String.format(
              "--labels %s: has %d ids for %d photographs",
              file, labelsInOrder.size(), listing.size()));
    }
    int[] order = listing.order();
    int[] inListing = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inListing[order[i]] = labelsInOrder.get(i);
    }
    return inListing;
  }

  private int label(String name) {
    Integer label = labels.get(name);
    if (label == null) {
      throw new UnusableInputException(
          String.format("--labels %s: no line names the file %s", file, name));
    }
    return label;
  }
}
