package org.alexnetspark.preprocess.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.alexnetspark.preprocess.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * {@code --input}: folders of class folders or of photographs, tars, zip and SequenceFiles, folders
 * of those. In folders, files are taken whatever their names, at any depth, but those that {@link
 * NotPhotographs} knows.
 */
public final class InputFiles {
  private static final Pattern ARCHIVE = Pattern.compile("(?i)\\.(tar|zip|tar\\.gz|tgz)$");

  /** What folders are called that hold splits, not classes. */
  private static final Set<String> SPLITS =
      Set.of("train", "training", "val", "valid", "validation", "test", "testing");

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
   * @param inputs paths, or glob patterns, of any Hadoop file system
   */
  public static InputFiles find(List<String> inputs, Configuration configuration)
      throws IOException {
    Set<Path> folders = new TreeSet<>();
    List<Archive> archives = new ArrayList<>();
    for (String input : inputs) {
      List<Path> matches = InputPaths.matches(input, configuration);
      if (matches.isEmpty()) {
        throw new UnusableInputException(
            "--input " + input + ": there is no such file or folder, nor does it match one");
      }
      for (Path match : matches) {
        List<Path> inside =
            match.getFileSystem(configuration).getFileStatus(match).isDirectory()
                ? archivesIn(match, configuration)
                : List.of(match);
        inside.forEach(file -> archives.add(archive(file)));
        if (inside.isEmpty()) {
          folders.add(match);
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
        Location.ofFile(file.toString()), ARCHIVE.matcher(file.getName()).replaceFirst(""));
  }

  /** The files of a folder that holds nothing but archives of one kind. */
  private static List<Path> archivesIn(Path folder, Configuration configuration)
      throws IOException {
    List<Path> files = new ArrayList<>();
    for (FolderEntry entry : FolderEntry.in(folder, configuration)) {
      if (NotPhotographs.kind(entry.name()).isEmpty()) {
        if (entry.kind() == FolderEntry.Kind.FOLDER) {
          return List.of();
        }
        files.add(entry.path());
      }
    }
    if (files.isEmpty()) {
      return files;
    }
    boolean archives = files.stream().allMatch(file -> ARCHIVE.matcher(file.getName()).find());
    return archives || isSequenceFile(files.get(0), configuration) ? files : List.of();
  }

  private static boolean isSequenceFile(Path file, Configuration configuration) throws IOException {
    try (var in = Storage.openWhole(file, configuration)) {
      return new String(in.readNBytes(3), StandardCharsets.ISO_8859_1).equals("SEQ");
    } catch (FileNotFoundException e) {
      return false; // a link to nothing
    }
  }

  /**
   * Fails if a dataset in that folder would be an input of the next run.
   *
   * @param output with its file system
   */
  public void checkIsOutside(Path output) {
    for (Path folder : folders) {
      if ((output + "/").startsWith(folder + "/")) {
        throw new UnusableInputException(
            String.format(
                Locale.ROOT,
                "--output %s: lies in --input %s, so that the dataset would be taken for photographs"
                    + " at the next run; choose a folder outside",
                output,
                folder));
      }
    }
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
        Set<String> way = new HashSet<>(Set.of(FolderEntry.identity(folder, configuration)));
        addFiles(folder, folder, "", "", way, photographs);
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
    Listing listing = photographs.build();
    checkAreNoSplits(listing.classNames());
    return listing;
  }

  private void checkAreNoSplits(Set<String> classNames) {
    if (!classNames.isEmpty()
        && classNames.stream().allMatch(name -> SPLITS.contains(name.toLowerCase(Locale.ROOT)))) {
      String first = classNames.contains("train") ? "train" : classNames.iterator().next();
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "%s: what should be classes is called %s, as splits are; give the folder of one split:"
                  + " --input %s/%s",
              described,
              String.join(" and ", classNames),
              folders.isEmpty() ? "FOLDER" : folders.get(0).toUri().getPath(),
              first));
    }
  }

  private void addClassFolders(Path folder, Listing.Builder photographs) throws IOException {
    List<FolderEntry> classFolders = new ArrayList<>();
    List<FolderEntry> files = new ArrayList<>();
    for (FolderEntry entry : FolderEntry.in(folder, configuration)) {
      Optional<String> none = NotPhotographs.kind(entry.name());
      if (none.isPresent()) {
        skip(none.get(), entry, entry.name(), photographs);
      } else {
        (entry.kind() == FolderEntry.Kind.FOLDER ? classFolders : files).add(entry);
      }
    }
    if (!files.isEmpty()) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "%s: %s holds %d files beside its class folders (such as %s); put each photograph into a"
                  + " folder named after its class, or name the classes with --labels",
              described,
              folder,
              files.size(),
              files.get(0).name()));
    }
    if (classFolders.isEmpty()) {
      throw new UnusableInputException(described + ": there are no class folders in it");
    }
    Set<String> way = new HashSet<>(Set.of(FolderEntry.identity(folder, configuration)));
    for (FolderEntry each : classFolders) {
      addFolder(folder, each, each.name(), each.name(), way, photographs);
    }
  }

  /** What is passed over, file by file where it is a folder. */
  private void skip(String kind, FolderEntry entry, String path, Listing.Builder photographs)
      throws IOException {
    if (entry.kind() != FolderEntry.Kind.FOLDER) {
      photographs.skip(kind, path);
      return;
    }
    for (FolderEntry inside : FolderEntry.in(entry.path(), configuration)) {
      photographs.skip(kind, path + "/" + inside.name());
    }
  }

  /**
   * Adds a folder, unless it is one of those it lies in.
   *
   * @param way the identities of those
   */
  private void addFolder(
      Path root,
      FolderEntry folder,
      String path,
      String className,
      Set<String> way,
      Listing.Builder photographs)
      throws IOException {
    if (!way.add(folder.identity())) {
      photographs.skip("links to a folder that they lie in", path);
      return;
    }
    addFiles(root, folder.path(), path + "/", className, way, photographs);
    way.remove(folder.identity());
  }

  private void addFiles(
      Path root,
      Path folder,
      String prefix,
      String className,
      Set<String> way,
      Listing.Builder photographs)
      throws IOException {
    for (FolderEntry entry : FolderEntry.in(folder, configuration)) {
      String path = prefix + entry.name();
      Optional<String> none = NotPhotographs.kind(entry.name());
      if (none.isPresent()) {
        skip(none.get(), entry, path, photographs);
      } else {
        switch (entry.kind()) {
          case FOLDER -> addFolder(root, entry, path, className, way, photographs);
          case FILE -> photographs.addFile(root.toString(), path, className);
          case LINK_TO_NOTHING -> photographs.skip("links to nothing", path);
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
                            Locale.ROOT,
                            "%s: %s is in no class folder; name the classes with --labels",
                            described,
                            listing.path(index))
                        : String.format(
                            Locale.ROOT,
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
