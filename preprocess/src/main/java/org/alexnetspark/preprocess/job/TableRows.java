package org.alexnetspark.preprocess.job;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** A task of {@link TableJob}: some rows of the table into a SequenceFile. */
final class TableRows {
  private static final Pattern SYNSET = Pattern.compile("(?<![a-z0-9])n\\d{8}(?!\\d)");

  private static final int HASH_DIGITS = 16;

  private final Meaning meaning;

  /**
   * What the rows mean.
   *
   * @param folder of the SequenceFiles
   * @param table as it was given
   * @param labelled whether rows say the classes
   * @param classNames by label; empty where labels are names
   */
  record Meaning(String folder, String table, boolean labelled, List<String> classNames)
      implements Serializable {
    Meaning {
      classNames = List.copyOf(classNames);
    }
  }

  private TableRows(Meaning meaning) {
    this.meaning = meaning;
  }

  /**
   * Copies rows.
   *
   * @return what is wrong with the table, empty where nothing is; nothing for no rows
   */
  static Iterator<String> unpack(Iterator<Row> rows, Meaning meaning, Configuration configuration)
      throws IOException {
    if (!rows.hasNext()) {
      return List.<String>of().iterator();
    }
    try {
      new TableRows(meaning).copy(rows, configuration);
      return List.of("").iterator();
    } catch (WrongTableException e) {
      // No failure of the task: Spark would try three times more.
      return List.of(e.getMessage()).iterator();
    }
  }

  private void copy(Iterator<Row> rows, Configuration configuration)
      throws IOException, WrongTableException {
    TaskContext task = TaskContext.get();
    String name = String.format(Locale.ROOT, "part-%05d", task.partitionId());
    Path attempt = new Path(meaning.folder(), "." + name + "-" + task.taskAttemptId());
    try (SequenceFile.Writer out =
        SequenceFile.createWriter(
            configuration,
            SequenceFile.Writer.file(attempt),
            SequenceFile.Writer.keyClass(Text.class),
            SequenceFile.Writer.valueClass(BytesWritable.class),
            SequenceFile.Writer.compression(SequenceFile.CompressionType.NONE))) {
      while (rows.hasNext()) {
        Row row = rows.next();
        byte[] content = row.isNullAt(0) ? new byte[0] : row.getAs("content");
        out.append(new Text(path(row, content)), new BytesWritable(content));
      }
    }
    putInPlace(attempt, new Path(meaning.folder(), name), attempt.getFileSystem(configuration));
  }

  /** Of two attempts at one partition, either will do. */
  private static void putInPlace(Path attempt, Path file, FileSystem fileSystem)
      throws IOException {
    try {
      if (!fileSystem.rename(attempt, file) && !fileSystem.exists(file)) {
        throw new IOException("cannot rename " + attempt + " to " + file);
      }
    } catch (FileAlreadyExistsException e) {
      fileSystem.delete(attempt, false); // S3A says so where others answer no
    }
  }

  /** The class as a folder, and the photograph's own name in it. */
  private String path(Row row, byte[] content) throws WrongTableException {
    String name = name(row, content);
    if (!meaning.labelled()) {
      return name;
    }
    String className = className(row, name);
    checkName(name, className);
    return className.replace('/', '_') + "/" + name;
  }

  private static String name(Row row, byte[] content) {
    String given = row.getAs("name");
    if (given != null && !given.isEmpty()) {
      return given.substring(given.lastIndexOf('/') + 1);
    }
    long place = row.<Long>getAs("place");
    return place < 0
        ? hash(content)
        : String.format(Locale.ROOT, "%s-%07d", row.<String>getAs("file"), place);
  }

  private static String hash(byte[] content) {
    return DigestUtils.sha256Hex(content).substring(0, HASH_DIGITS);
  }

  private String className(Row row, String name) throws WrongTableException {
    Object label = row.getAs("label");
    if (label == null) {
      throw wrong(name + " has no label");
    }
    if (label instanceof String text) {
      return text;
    }
    long number = ((Number) label).longValue();
    if (number == -1) {
      throw wrong(
          name
              + " has label -1, which says that it has none, as in HuggingFace's test splits; give"
              + " the classes with --labels");
    }
    if (number < 0 || number >= meaning.classNames().size()) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "%s has label %d; there are %d classes, from label 0 on",
              name,
              number,
              meaning.classNames().size()));
    }
    return meaning.classNames().get((int) number);
  }

  /** ImageNet's names say the class: a list in another order than the labels would go unnoticed. */
  private void checkName(String name, String className) throws WrongTableException {
    Matcher synset = SYNSET.matcher(name);
    if (!SYNSET.matcher(className).matches() || !synset.find()) {
      return;
    }
    if (!name.contains(className)) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "%s has the label of %s; is --synsets in the order of the labels?",
              name,
              className));
    }
  }

  private WrongTableException wrong(String problem) {
    return new WrongTableException("--input " + meaning.table() + ": " + problem);
  }

  /** Something that no other attempt would change. */
  private static final class WrongTableException extends Exception {
    private static final long serialVersionUID = 1L;

    private WrongTableException(String message) {
      super(message);
    }
  }
}
