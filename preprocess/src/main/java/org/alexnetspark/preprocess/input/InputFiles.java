package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * {@code --input}: folders of class folders or of photographs, tars, SequenceFiles, folders of
 * those. In folders, files are taken whatever their names, at any depth, but not those whose names
 * begin with a dot, nor Hadoop's {@code _SUCCESS}.
 */
public final class InputFiles {
  private final List<Path> folders;
  private final List<Archive> archives;
  private final String described;
  private final Configuration configuration;

  private InputFiles(
      List<Path> folders, List<Archive> archives, String described, Configuration configuration) {
    this.folders = folders;
    this.archives = archives;
    this.described = described;
    this.configuration = configuration;
  }

  /**
   * Finds folders and archives.
   *
   * @param inputs glob patterns of any Hadoop file system
   */
  public static InputFiles find(List<String> inputs, Configuration configuration)
      throws IOException {
    Set<Path> folders = new TreeSet<>();
    List<Archive> archives = new ArrayList<>();
    for (String input : inputs) {
      Path pattern = new Path(input);
      FileSystem fileSystem = pattern.getFileSystem(configuration);
      FileStatus[] matches = fileSystem.globStatus(pattern);
      if (matches == null || matches.length == 0) {
        throw new UnusableInputException(
            "--input " + input + ": there is no such file or folder, nor does it match one");
      }
      for (FileStatus match : matches) {
        List<Path> inside =
            match.isDirectory()
                ? archivesIn(match.getPath(), fileSystem)
                : List.of(match.getPath());
        inside.forEach(file -> archives.add(archive(file)));
        if (inside.isEmpty()) {
          folders.add(match.getPath());
        }
      }
    }
    return new InputFiles(
        List.copyOf(folders),
        archives,
        "--input " + String.join(" --input ", inputs),
        configuration);
  }

  private static Archive archive(Path file) {
    return new Archive(
        Location.ofFile(file.toString()), file.getName().replaceFirst("(?i)\\.tar$", ""));
  }

  /** The files of a folder that holds nothing but tars, or SequenceFiles. */
  private static List<Path> archivesIn(Path folder, FileSystem fileSystem) throws IOException {
    List<Path> files = new ArrayList<>();
    RemoteIterator<FileStatus> entries = fileSystem.listStatusIterator(folder);
    while (entries.hasNext()) {
      FileStatus entry = entries.next();
      String name = entry.getPath().getName();
      if (isVisible(name)) {
        if (entry.isDirectory()) {
          return List.of();
        }
        files.add(entry.getPath());
      }
    }
    Collections.sort(files);
    if (files.isEmpty()) {
      return files;
    }
    boolean tars = files.stream().allMatch(file -> file.getName().matches("(?i).*\\.tar"));
    return tars || isSequenceFile(files.get(0), fileSystem) ? files : List.of();
  }

  private static boolean isSequenceFile(Path file, FileSystem fileSystem) throws IOException {
    try (var in = fileSystem.open(file)) {
      return new String(in.readNBytes(3), StandardCharsets.ISO_8859_1).equals("SEQ");
    }
  }

  static boolean isVisible(String name) {
    return !name.startsWith(".") && !name.equals("_SUCCESS");
  }

  /**
   * Lists all photographs.
   *
   * @param indexer looks into archives
   * @param namesAreLabels whether {@code --labels} says the classes, so that folders need not
   */
  public Listing list(Archive.Indexer indexer, boolean namesAreLabels) throws IOException {
    Listing.Builder photographs = new Listing.Builder();
    for (Path folder : folders) {
      if (namesAreLabels) {
        addFiles(folder, "", "", photographs);
      } else {
        addClassFolders(folder, photographs);
      }
    }
    // With labels by name, what a tar is called means nothing, as with a folder.
    List<Archive> next =
        namesAreLabels ? archives.stream().map(Archive::unnamed).toList() : archives;
    // A tar of tars, and no deeper.
    for (int depth = 0; depth < 2 && !next.isEmpty(); depth++) {
      List<Archive> inside = new ArrayList<>();
      for (ArchiveIndex index : indexer.index(next)) {
        photographs.addAll(index.photographs());
        inside.addAll(index.archives());
      }
      next = inside;
    }
    if (!next.isEmpty()) {
      throw new UnusableInputException(
          described
              + ": holds "
              + next.get(0).name()
              + ".tar in a tar in a tar; unpack the outer one");
    }
    if (photographs.size() == 0) {
      throw new UnusableInputException(described + ": there are no files in it");
    }
    return photographs.build();
  }

  private void addClassFolders(Path folder, Listing.Builder photographs) throws IOException {
    List<Path> classFolders = new ArrayList<>();
    int files = 0;
    for (FileStatus entry : folder.getFileSystem(configuration).listStatus(folder)) {
      if (isVisible(entry.getPath().getName())) {
        if (entry.isDirectory()) {
          classFolders.add(entry.getPath());
        } else {
          files++;
        }
      }
    }
    if (files > 0) {
      throw new UnusableInputException(
          String.format(
              "%s: %s holds %d files beside its class folders; put each photograph into a folder"
                  + " named after its class, or name the classes with --labels",
              described, folder, files));
    }
    if (classFolders.isEmpty()) {
      throw new UnusableInputException(described + ": there are no class folders in it");
    }
    for (Path classFolder : classFolders) {
      String name = classFolder.getName();
      addFiles(folder, name + "/", name, photographs);
    }
  }

  /**
   * Hadoop's own recursive listing asks for the block locations of every file, and on a local disk
   * starts a process for each; this one needs names alone.
   */
  private void addFiles(Path root, String prefix, String className, Listing.Builder photographs)
      throws IOException {
    Path folder = prefix.isEmpty() ? root : new Path(root, prefix);
    RemoteIterator<FileStatus> entries =
        folder.getFileSystem(configuration).listStatusIterator(folder);
    while (entries.hasNext()) {
      FileStatus entry = entries.next();
      String name = entry.getPath().getName();
      if (isVisible(name)) {
        if (entry.isDirectory()) {
          addFiles(root, prefix + name + "/", className, photographs);
        } else {
          photographs.addFile(root.toString(), prefix + name, className);
        }
      }
    }
  }

  /** Labels a listing by the classes that the input names: synsets, or labels in numbers. */
  public PhotographList label(Listing listing, ClassList classes) {
    return PhotographList.sorted(
        listing, IntStream.range(0, listing.size()).map(i -> label(listing, i, classes)).toArray());
  }

  private int label(Listing listing, int index, ClassList classes) {
    String name = listing.className(index);
    return classes
        .labelOfNameOrNumber(name)
        .orElseThrow(
            () ->
                new UnusableInputException(
                    name.isEmpty()
                        ? String.format(
                            "%s: %s is in no class folder; name the classes with --labels",
                            described, listing.path(index))
                        : String.format(
                            "%s: the class %s of %s is none of the %d classes (%s)",
                            described,
                            name,
                            listing.location(index).file(),
                            classes.size(),
                            firstFew(classes))));
  }

  /** Labels a listing by a label file. */
  public PhotographList label(Listing listing, LabelFile labels) {
    return PhotographList.sorted(listing, labels.label(listing));
  }

  private static String firstFew(ClassList classes) {
    return String.join(
        ", ", classes.classes().stream().limit(3).map(each -> each.synset()).toList());
  }

  /** The option as it was given. */
  @Override
  public String toString() {
    return described;
  }
}
