package org.alexnetspark.preprocess.input;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
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

  /** The entries of a folder, read as they are asked for, in no order. */
  public interface Entries extends RemoteIterator<FolderEntry>, Closeable {}

  /** The entries of a folder, by name. */
  public static List<FolderEntry> in(Path folder, Configuration configuration) throws IOException {
    List<FolderEntry> entries = new ArrayList<>();
    try (Entries all = open(folder, configuration)) {
      while (all.hasNext()) {
        entries.add(all.next());
      }
    }
    entries.sort(Comparator.comparing(FolderEntry::name));
    return entries;
  }

  /** The entries of a folder that may have more than memory has room for. */
  @SuppressWarnings("StreamResourceLeak") // closed with the entries
  public static Entries open(Path folder, Configuration configuration) throws IOException {
    FileSystem fileSystem = folder.getFileSystem(configuration);
    return fileSystem instanceof LocalFileSystem local
        ? new LocalEntries(folder, Files.newDirectoryStream(local.pathToFile(folder).toPath()))
        : new RemoteEntries(fileSystem.listStatusIterator(folder));
  }

  private static final class LocalEntries implements Entries {
    private final Path folder;
    private final DirectoryStream<java.nio.file.Path> stream;
    private final Iterator<java.nio.file.Path> files;

    private LocalEntries(Path folder, DirectoryStream<java.nio.file.Path> stream) {
      this.folder = folder;
      this.stream = stream;
      this.files = stream.iterator();
    }

    @Override
    public boolean hasNext() throws IOException {
      try {
        return files.hasNext();
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }

    @Override
    public FolderEntry next() throws IOException {
      return local(folder, files.next());
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  private record RemoteEntries(RemoteIterator<FileStatus> files) implements Entries {
    @Override
    public boolean hasNext() throws IOException {
      return files.hasNext();
    }

    @Override
    public FolderEntry next() throws IOException {
      FileStatus file = files.next();
      return new FolderEntry(
          file.getPath().getName(),
          file.getPath(),
          file.isDirectory() ? Kind.FOLDER : Kind.FILE,
          file.getPath().toString());
    }

    @Override
    public void close() {
      // Pages of a listing hold nothing open.
    }
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
