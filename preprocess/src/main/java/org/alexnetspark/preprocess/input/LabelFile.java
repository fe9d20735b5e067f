package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;

/**
 * {@code --labels}: which class each file belongs to, where folders do not say so. A line holds a
 * file's name (without folders) and, after white space, its synset, or its ILSVRC id: the number,
 * from 1, of a line of {@code --synsets}.
 */
public final class LabelFile {
  private final String file;
  private final Map<String, Integer> labels;

  private LabelFile(String file, Map<String, Integer> labels) {
    this.file = file;
    this.labels = labels;
  }

  /** Reads the file; every class in it must be one of {@code classes}. */
  public static LabelFile read(String file, ClassList classes, Configuration configuration)
      throws IOException {
    Map<String, Integer> labels = new HashMap<>();
    int number = 0;
    for (String line : TextLines.read("--labels", file, configuration)) {
      number++;
      String text = line.strip();
      if (text.isEmpty()) {
        continue;
      }
      int space = Math.max(text.lastIndexOf(' '), text.lastIndexOf('\t'));
      OptionalInt label =
          space < 0 ? OptionalInt.empty() : label(text.substring(space + 1), classes);
      if (label.isEmpty()) {
        throw new UnusableInputException(
            String.format(
                "--labels %s: line %d is \"%s\"; a file name and one of the %d classes is needed",
                file, number, text, classes.size()));
      }
      labels.put(text.substring(0, space).strip(), label.getAsInt());
    }
    return new LabelFile(file, labels);
  }

  private static OptionalInt label(String name, ClassList classes) {
    OptionalInt label = classes.label(name);
    return label.isEmpty() && name.matches("\\d{1,9}")
        ? classes.labelOfIlsvrcId(Integer.parseInt(name))
        : label;
  }

  /** The label of a file by its name. */
  int label(String name) {
    Integer label = labels.get(name);
    if (label == null) {
      throw new UnusableInputException(
          String.format("--labels %s: no line names the file %s", file, name));
    }
    return label;
  }
}
