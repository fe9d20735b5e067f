package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * {@code --labels}: which class each file belongs to, where folders do not say so. A line holds a
 * file's name and its class, apart by a tab, a comma or white space; quotes, a header and further
 * columns are allowed, as Kaggle's and tiny-imagenet's lists have them. A class is a synset, the
 * words of one, or an ILSVRC id: the number, from 1, of a line of {@code --synsets}. A name may
 * leave folders and ending away.
 *
 * <p>The devkit's {@code ILSVRC2012_validation_ground_truth.txt} has ids alone: the first is that
 * of the first photograph by name.
 */
public final class LabelFile {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  /** What the first column is called in the first line of lists that have such a line. */
  private static final Pattern HEADER =
      Pattern.compile("(?i)(image|file|photo|photograph)?[ _]?(id|name|path|file)?s?|fname|image");

  private static final Pattern ENDING = Pattern.compile("\\.[A-Za-z]{3,4}$");

  private final String file;
  private final Map<String, Entry> byName = new HashMap<>();
  private final Map<String, Entry> byBaseName = new HashMap<>();
  private final List<Integer> labelsInOrder = new ArrayList<>();

  /**
   * A line.
   *
   * @param ambiguous whether another line gives another class to the same base name
   */
  private record Entry(int line, String className, int label, boolean ambiguous) {
    private Entry asAmbiguous() {
      return new Entry(line, className, label, true);
    }
  }

  /** What stands between the columns. */
  private enum Separator {
    TAB,
    COMMA,
    /** The last white space of a line: names may have some. */
    SPACE;

    /**
     * Name and class, and the first word of the class; null where there are not as many columns.
     */
    String[] columns(String line) {
      if (this == SPACE) {
        int space = Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t'));
        return space < 0
            ? null
            : new String[] {line.substring(0, space), line.substring(space + 1)};
      }
      char between = this == TAB ? '\t' : ',';
      List<String> columns = new ArrayList<>();
      StringBuilder column = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < line.length(); i++) {
        char character = line.charAt(i);
        if (character == '"') {
          quoted = !quoted;
        } else if (character == between && !quoted) {
          columns.add(column.toString());
          column.setLength(0);
        } else {
          column.append(character);
        }
      }
      columns.add(column.toString());
      return columns.size() < 2 ? null : new String[] {columns.get(0), columns.get(1)};
    }
  }

  private LabelFile(String file) {
    this.file = file;
  }

  /** Reads the file; every class in it must be one of {@code classes}. */
  public static LabelFile read(String file, ClassList classes, Configuration configuration)
      throws IOException {
    LabelFile labels = new LabelFile(file);
    List<String> lines =
        TextLines.read("--labels", file, configuration).stream().map(String::strip).toList();
    if (lines.stream().allMatch(line -> line.isEmpty() || NUMBER.matcher(line).matches())) {
      labels.readIds(lines, classes);
    } else {
      labels.readNames(lines, separator(lines, classes), classes);
    }
    return labels;
  }

  /** The first one that every line has, and with which a class is found. */
  private static Separator separator(List<String> lines, ClassList classes) {
    for (Separator separator : List.of(Separator.TAB, Separator.COMMA)) {
      List<String[]> rows =
          lines.stream().filter(line -> !line.isEmpty()).map(separator::columns).toList();
      if (rows.stream().allMatch(Objects::nonNull)
          && rows.stream().anyMatch(row -> find(row[1].strip(), classes).isPresent())) {
        return separator;
      }
    }
    return Separator.SPACE;
  }

  private void readIds(List<String> lines, ClassList classes) {
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isEmpty()) {
        labelsInOrder.add(label(lines.get(i), i + 1, lines.get(i), classes));
      }
    }
  }

  private void readNames(List<String> lines, Separator separator, ClassList classes) {
    boolean first = true;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isEmpty()) {
        continue;
      }
      String[] columns = separator.columns(line);
      boolean header = first && columns != null && HEADER.matcher(columns[0].strip()).matches();
      first = false;
      if (columns == null) {
        throw unusable(i + 1, line, classes);
      }
      if (!header || find(columns[1].strip(), classes).isPresent()) {
        add(columns[0].strip(), columns[1].strip(), i + 1, line, classes);
      }
    }
  }

  private void add(String name, String className, int line, String text, ClassList classes) {
    int label = label(className, line, text, classes);
    Entry entry = new Entry(line, className, label, false);
    String key = normalized(name);
    Entry earlier = byName.putIfAbsent(key, entry);
    if (earlier != null && earlier.label() != label) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "--labels %s: line %d says that %s is %s, line %d says %s",
              file,
              earlier.line(),
              name,
              earlier.className(),
              line,
              className));
    }
    byBaseName.merge(
        withoutEnding(baseName(key)),
        entry,
        (one, other) -> one.label() == other.label() ? one : one.asAmbiguous());
  }

  private int label(String className, int line, String text, ClassList classes) {
    return find(className, classes).orElseThrow(() -> unusable(line, text, classes));
  }

  private UnusableInputException unusable(int line, String text, ClassList classes) {
    return new UnusableInputException(
        String.format(
            Locale.ROOT,
            "--labels %s: line %d is \"%s\"; a file name and one of the %d classes is needed%s",
            file,
            line,
            text,
            classes.size(),
            classes.knowsIlsvrcIds() ? "" : " (numbers of ILSVRC need --synsets)"));
  }

  /** The class by its name, its number or its words, or what the first word of the column is. */
  private static OptionalInt find(String column, ClassList classes) {
    String name = Normalizer.normalize(column, Normalizer.Form.NFC);
    OptionalInt label = classes.label(name);
    if (label.isEmpty() && NUMBER.matcher(name).matches()) {
      return classes.labelOfIlsvrcId(Integer.parseInt(name));
    }
    if (label.isEmpty()) {
      label = classes.labelOfWords(name);
    }
    int space = name.indexOf(' ');
    return label.isEmpty() && space > 0 ? find(name.substring(0, space), classes) : label;
  }

  /** The label of each photograph of a listing. */
  int[] label(Listing listing) {
    return labelsInOrder.isEmpty()
        ? IntStream.range(0, listing.size()).map(i -> label(listing.path(i))).toArray()
        : labelInOrder(listing);
  }

  private int[] labelInOrder(Listing listing) {
    if (listing.size() != labelsInOrder.size()) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "--labels %s: has %d ids for %d photographs",
              file,
              labelsInOrder.size(),
              listing.size()));
    }
    int[] order = listing.order();
    int[] inListing = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inListing[order[i]] = labelsInOrder.get(i);
    }
    return inListing;
  }

  private int label(String path) {
    String name = normalized(path);
    Entry entry = byName.get(name);
    if (entry == null) {
      entry = byName.get(withoutEnding(name));
    }
    if (entry == null) {
      entry = byBaseName.get(withoutEnding(baseName(name)));
    }
    if (entry == null) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT, "--labels %s: no line names the file %s", file, baseName(path)));
    }
    if (entry.ambiguous()) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "--labels %s: line %d and others name files called %s and give them several classes;"
                  + " write the names with their folders",
              file,
              entry.line(),
              baseName(path)));
    }
    return entry.label();
  }

  private static String normalized(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).replaceFirst("^(\\./)+", "");
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String withoutEnding(String name) {
    return ENDING.matcher(name).replaceFirst("");
  }
}
