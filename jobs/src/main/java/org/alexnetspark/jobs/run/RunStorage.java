package org.alexnetspark.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import org.alexnetspark.preprocess.storage.FileContent;
import org.alexnetspark.preprocess.storage.ObjectStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.local.LocalFs;
import org.apache.hadoop.fs.local.RawLocalFs;

/** How files of a run come into being: by renaming or, on object stores, by being closed. */
interface RunStorage {
  /** Hadoop's setting of what local files are accessed by. */
  String LOCAL = "fs.AbstractFileSystem.file.impl";

  /** That of a path's file system. */
  static RunStorage of(Path anyPath, Configuration configuration) throws IOException {
    // A FileContext opens a client of its own each time; S3's holds threads and connections.
    FileSystem fileSystem = anyPath.getFileSystem(configuration);
    return ObjectStore.holds(fileSystem)
        ? new Closing(fileSystem)
        : new Renaming(
            FileContext.getFileContext(anyPath.toUri(), withoutLocalChecksums(configuration)));
  }

  /** Hadoop's local file system puts a file of checksums beside each; these have better ones. */
  private static Configuration withoutLocalChecksums(Configuration configuration) {
    if (configuration.getClass(LOCAL, LocalFs.class) != LocalFs.class) {
      return configuration;
    }
    Configuration raw = new Configuration(configuration);
    raw.setClass(LOCAL, RawLocalFs.class, AbstractFileSystem.class);
    return raw;
  }

  boolean exists(Path file) throws IOException;

  InputStream open(Path file) throws IOException;

  /**
   * Writes a file in its place.
   *
   * @param content closes what it writes to
   */
  void write(Path file, FileContent content) throws IOException;

  /**
   * Replaces a file: a reader finds the old or the new one.
   *
   * @param partial where it may be while it is written
   * @param content closes what it writes to
   */
  void replace(Path file, Path partial, FileContent content) throws IOException;

  void delete(Path file) throws IOException;

  /** Files are written beside their places. */
  record Renaming(FileContext files) implements RunStorage {
    @Override
    public boolean exists(Path file) throws IOException {
      return files.util().exists(file);
    }

    @Override
    public InputStream open(Path file) throws IOException {
      return files.open(file);
    }

    @Override
    public void write(Path file, FileContent content) throws IOException {
      content.writeTo(
          files.create(
              file,
              EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
              Options.CreateOpts.createParent()));
    }

    @Override
    public void replace(Path file, Path partial, FileContent content) throws IOException {
      write(partial, content);
      Replacement.of(files, partial, file);
    }

    @Override
    public void delete(Path file) throws IOException {
      files.delete(file, false);
    }
  }

  /** Files are written in their places, where nobody sees them before they are complete. */
  record Closing(FileSystem store) implements RunStorage {
    @Override
    public boolean exists(Path file) throws IOException {
      return store.exists(file);
    }

    @Override
    public InputStream open(Path file) throws IOException {
      return store.open(file);
    }

    @Override
    public void write(Path file, FileContent content) throws IOException {
      ObjectStore.write(store, file, content);
    }

    @Override
    public void replace(Path file, Path partial, FileContent content) throws IOException {
      write(file, content);
    }

    @Override
    public void delete(Path file) throws IOException {
      store.delete(file, false);
    }
  }
}
