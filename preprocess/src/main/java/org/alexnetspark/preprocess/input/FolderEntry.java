package org.alexnetspark.preprocess.input;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * What lies in a folder. Hadoop's own recursive listing asks for the block locations of every file,
 * and on a local disk starts a process for each; this one needs names alone. On local disks Hadoop
 * also passes over links that lead nowhere, and over names that it cannot read, without a word.
 *
 * @param name without folders, as it stands on disk
 * @param path with its file system
 * @param kind what it is
 * @param identity of a folder, the same by whatever links it was come to; else its path
 */
public record FolderEntry(String name, Path path, Kind kind, String identity) {
  /** What an entry may be. */
  public enum Kind {
    FILE,
    FOLDER,
    LINK_TO_NOTHING
  }

  /** The entries of a folder, by name. */
  public static List<FolderEntry> in(Path folder, Configuration configuration) throws IOException {
    FileSystem fileSystem = folder.getFileSystem(configuration);
    List<FolderEntry> entries = new ArrayList<>();
    if (fileSystem instanceof LocalFileSystem local) {
      try (DirectoryStream<java.nio.file.Path> files =
          Files.newDirectoryStream(local.pathToFile(folder).toPath())) {
        for (java.nio.file.Path file : files) {
          entries.add(local(folder, file));
        }
      }
    } else {
      RemoteIterator<FileStatus> files = fileSystem.listStatusIterator(folder);
      while (files.hasNext()) {
        FileStatus file = files.next();
        entries.add(
            new FolderEntry(
                file.getPath().getName(),
                file.getPath(),
                file.isDirectory() ? Kind.FOLDER : Kind.FILE,
                file.getPath().toString()));
      }
    }
    entries.sort(Comparator.comparing(FolderEntry::name));
    return entries;
  }

  private static FolderEntry local(Path folder, java.nio.file.Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    InputPaths.checkReadable(folder + "/" + name);
    Path path = new Path(folder + "/" + name);
    if (Files.isDirectory(file)) {
      return new FolderEntry(name, path, Kind.FOLDER, file.toRealPath().toString());
    }
    boolean there = Files.exists(file);
    return new FolderEntry(name, path, there ? Kind.FILE : Kind.LINK_TO_NOTHING, path.toString());
  }

  /** What {@link #identity} is for a folder that is named itself. */
  static String identity(Path folder, Configuration configuration) throws IOException {
    if (folder.getFileSystem(configuration) instanceof LocalFileSystem local) {
      File file = local.pathToFile(folder);
      return file.toPath().toRealPath().toString();
    }
    return folder.toString();
  }
}
