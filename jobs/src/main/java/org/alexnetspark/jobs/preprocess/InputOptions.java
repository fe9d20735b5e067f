package org.alexnetspark.jobs.preprocess;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.alexnetspark.jobs.cli.NamedPath;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.spark.Progress;
import org.alexnetspark.preprocess.input.Archive;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.InputFiles;
import org.alexnetspark.preprocess.input.LabelFile;
import org.alexnetspark.preprocess.input.Listing;
import org.alexnetspark.preprocess.input.PhotographList;
import org.alexnetspark.preprocess.input.TableFiles;
import org.alexnetspark.preprocess.job.ClassChoice;
import org.alexnetspark.preprocess.job.DatasetFolder;
import org.alexnetspark.preprocess.job.IndexJob;
import org.alexnetspark.preprocess.job.SplitJob;
import org.alexnetspark.preprocess.job.TableJob;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Option;

/** Where photographs come from, and what says their classes. */
final class InputOptions {
  @Option(
      names = "--input", // required, but in a run that is resumed
      arity = "1..*", // a pattern may come expanded by the shell
      paramLabel = "URI",
      description = {
        "A folder of class folders; a tar of class tars, as ImageNet is downloaded; a tar, tar.gz or zip of",
        "photographs; a folder of those (WebDataset's too) or of SequenceFiles; a table (Parquet, ORC, Avro), or a",
        "folder of its parts. On any Hadoop file system; repeatable; glob patterns. With --labels, also photographs",
        "without class folders."
      })
  private List<String> inputs;

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      defaultValue = "image",
      description = {
        "Of a table (Parquet, ORC, Avro): the content of image files, or a struct of bytes and path as",
        "HuggingFace has it (default: ${DEFAULT-VALUE})."
      })
  private String imageColumn;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      defaultValue = "label",
      description = {
        "Of a table: class names, or numbers from 0, which --synsets names from its first line on, or",
        "HuggingFace's own list in the table (default: ${DEFAULT-VALUE})."
      })
  private String labelColumn;

  @Option(
      names = "--label-field",
      paramLabel = "NAME",
      defaultValue = Archive.LABEL_FIELD,
      description = {
        "Of archives with key.json beside key.jpg (WebDataset, img2dataset): the field of the class, or of",
        "its number from 0. One that is named here counts before key.cls (default: ${DEFAULT-VALUE})."
      })
  private String labelField;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      converter = NamedPath.class,
      description = {
        "For photographs that are not in class folders: lines of file name and class, apart by comma, tab or",
        "white space, as Kaggle's LOC_val_solution.csv. A class is a synset, its words, or an ILSVRC id, which is",
        "the number, from 1, of a line of --synsets."
      })
  private String labels;

  @Option(
      names = "--synsets",
      paramLabel = "FILE",
      converter = NamedPath.class,
      description =
          "The classes, one a line: synset and, if known, words (default: the names of the training split's folders).")
  private String synsets;

  /**
   * What the options name.
   *
   * @param table one with photographs in it; else there are files
   * @param synsets the list of classes, where there is one
   */
  record Found(
      Optional<TableFiles> table, Optional<InputFiles> files, Optional<ClassList> synsets) {}

  /** Refuses a command without input. */
  void check() {
    if (inputs == null) {
      throw new UnusableArgumentException("Missing required option: '--input=URI...'");
    }
  }

  /**
   * Looks for what the options name.
   *
   * @throws org.alexnetspark.preprocess.input.UnusableInputException if it is not there, or nothing
   *     that photographs are in
   */
  Found find(Configuration hadoop) throws IOException {
    Optional<TableFiles> table = TableFiles.find(inputs, hadoop);
    return new Found(
        table,
        table.isPresent() ? Optional.empty() : Optional.of(InputFiles.find(inputs, hadoop)),
        synsets == null ? Optional.empty() : Optional.of(ClassList.read(synsets, hadoop)));
  }

  /** Writes the photographs of a table where others lie that are listed. */
  InputFiles unpack(JavaSparkContext spark, Found found, Path unpacked) throws IOException {
    try (Progress stage = Progress.begin("Unpacking the table", 0)) {
      new TableJob(spark, found.table().orElseThrow(), imageColumn, labelColumn)
          .unpack(unpacked, found.synsets(), labels == null);
      stage.result(unpacked.toString());
    }
    return InputFiles.find(List.of(unpacked.toString()), spark.hadoopConfiguration());
  }

  /** Lists photographs and gives each its label. */
  SplitJob.Listed list(
      JavaSparkContext spark, InputFiles input, Found found, DatasetFolder folder, String split)
      throws IOException {
    try (Progress stage = Progress.begin("Listing photographs", 0)) {
      Listing listing =
          input.list(new IndexJob(spark, folder.scratch(split), labelField), labels != null);
      ClassList classes = ClassChoice.choose(folder, found.synsets(), listing, split);
      PhotographList photographs =
          labels == null
              ? input.label(listing, classes)
              : input.label(listing, LabelFile.read(labels, classes, spark.hadoopConfiguration()));
      stage.result(String.format(Locale.ROOT, "%,d", photographs.size()));
      listing.skipped().forEach(line -> System.err.println("Passed over: " + line));
      System.err.println(ClassCounts.of(classes, photographs));
      return new SplitJob.Listed(classes, photographs);
    }
  }

  /** What people would want to hear of where a resumed run finds something else. */
  Map<String, String> describe(SplitJob.Listed listed) {
    Map<String, String> described = new TreeMap<>();
    described.put("--input", String.join(" ", inputs));
    described.put("--labels", labels == null ? "none" : labels);
    described.put("--synsets", synsets == null ? "none" : synsets);
    described.put("photographs", Integer.toString(listed.photographs().size()));
    described.put("classes", Integer.toString(listed.classes().size()));
    return described;
  }
}
