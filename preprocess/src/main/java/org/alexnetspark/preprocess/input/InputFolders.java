package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * {@code --input}: folders of class folders, or, with {@code --labels}, folders of photographs.
 * Files are taken whatever their names, at any depth, but not those whose names begin with a dot,
 * nor Hadoop's {@code _SUCCESS}. The order is by folder, then by name, so it does not depend on the
 * file system.
 */
public final class InputFolders {
  private final List<Path> folders;
  private final String described;
  private final Configuration configuration;

  private InputFolders(List<Path> folders, String described, Configuration configuration) {
    this.folders = folders;
    this.described = described;
    this.configuration = configuration;
  }

  /**
   * Finds the folders.
   *
   * @param inputs glob patterns of any Hadoop file system
   */
  public static InputFolders find(List<String> inputs, Configuration configuration)
      throws IOException {
    Set<Path> folders = new TreeSet<>();
    for (String input : inputs) {
      Path pattern = new Path(input);
      FileStatus[] matches = pattern.getFileSystem(configuration).globStatus(pattern);
      if (matches == null || matches.length == 0) {
        throw new UnusableInputException(
            "--input " + input + ": there is no such folder, nor does it match one");
      }
      for (FileStatus match : matches) {
        if (!match.isDirectory()) {
          throw new UnusableInputException(
              String.format("--input %s: %s is a file, not a folder", input, match.getPath()));
        }
        folders.add(match.getPath());
      }
    }
    return new InputFolders(
        List.copyOf(folders), "--input " + String.join(" --input ", inputs), configuration);
  }

  /** The names of all class folders that hold a file. */
  public Set<String> synsets() throws IOException {
    Set<String> synsets = new TreeSet<>();
    for (Path classFolder : classFolders()) {
      if (!names(classFolder).isEmpty()) {
        synsets.add(classFolder.getName());
      }
    }
    return synsets;
  }

  /** All files, labelled by their class folders. */
  public PhotographList list(ClassList classes) throws IOException {
    PhotographList.Builder photographs = new PhotographList.Builder();
    for (Path classFolder : classFolders()) {
      List<String> names = names(classFolder);
      if (!names.isEmpty()) {
        int label =
            classes
                .label(classFolder.getName())
                .orElseThrow(
                    () ->
                        new UnusableInputException(
                            String.format(
                                "%s: the folder %s is none of the %d classes (%s)",
                                described, classFolder, classes.size(), firstFew(classes))));
        names.forEach(name -> photographs.add(classFolder.toString(), name, label));
      }
    }
    return checked(photographs.build());
  }

  /** All files, labelled by the label file. */
  public PhotographList list(LabelFile labels) throws IOException {
    PhotographList.Builder photographs = new PhotographList.Builder();
    for (Path folder : folders) {
      for (String name : names(folder)) {
        int label = labels.label(name.substring(name.lastIndexOf('/') + 1));
        photographs.add(folder.toString(), name, label);
      }
    }
    return checked(photographs.build());
  }

  private PhotographList checked(PhotographList photographs) {
    if (photographs.size() == 0) {
      throw new UnusableInputException(described + ": there are no files in it");
    }
    return photographs;
  }

  private List<Path> classFolders() throws IOException {
    List<Path> classFolders = new ArrayList<>();
    for (Path folder : folders) {
      FileStatus[] entries = folder.getFileSystem(configuration).listStatus(folder);
      Arrays.stream(entries)
          .filter(FileStatus::isDirectory)
          .map(FileStatus::getPath)
          .filter(path -> isVisible(path.getName()))
          .forEach(classFolders::add);
      long files =
          Arrays.stream(entries)
              .filter(entry -> entry.isFile() && isVisible(entry.getPath().getName()))
              .count();
      if (files > 0) {
        throw new UnusableInputException(
            String.format(
                "%s: %s holds %d files beside its class folders; put each photograph into a folder"
                    + " named after its class, or name the classes with --labels",
                described, folder, files));
      }
    }
    if (classFolders.isEmpty()) {
      throw new UnusableInputException(described + ": there are no class folders in it");
    }
    Collections.sort(classFolders);
    return classFolders;
  }

  /** Paths of the photographs below a folder, relative to it. */
  private List<String> names(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    addNames(folder, "", names);
    Collections.sort(names);
    return names;
  }

  /**
   * Hadoop's own recursive listing asks for the block locations of every file, and on a local disk
   * starts a process for each; this one needs names alone.
   */
  private void addNames(Path folder, String prefix, List<String> names) throws IOException {
    RemoteIterator<FileStatus> entries =
        folder.getFileSystem(configuration).listStatusIterator(folder);
    while (entries.hasNext()) {
      FileStatus entry = entries.next();
      String name = entry.getPath().getName();
      if (isVisible(name)) {
        if (entry.isDirectory()) {
          addNames(entry.getPath(), prefix + name + "/", names);
        } else {
          names.add(prefix + name);
        }
      }
    }
  }

  private static boolean isVisible(String name) {
    return !name.startsWith(".") && !name.equals("_SUCCESS");
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
