package org.alexnetspark.preprocess.storage;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Files of any Hadoop file system; on local disks, without what Hadoop does there beside reading
 * and writing. It keeps a checksum for each 512 bytes in a file of its own, so that it writes 4 KiB
 * at a time, and looks five times at a file before it opens it. {@code dataset.json} has better
 * sums.
 */
public final class Storage {
  private Storage() {}

  /** The file system of a path, without checksum files. */
  public static FileSystem of(Path path, Configuration configuration) throws IOException {
    FileSystem fileSystem = path.getFileSystem(configuration);
    return fileSystem instanceof ChecksumFileSystem checked
        ? checked.getRawFileSystem()
        : fileSystem;
  }

  /** Opens a file that is read once, from its beginning to its end. */
  public static InputStream openWhole(Path file, Configuration configuration) throws IOException {
    FileSystem fileSystem = of(file, configuration);
    // Not a subclass, which may open files in its own way.
    return fileSystem.getClass() == RawLocalFileSystem.class
        ? new FileInputStream(((RawLocalFileSystem) fileSystem).pathToFile(file))
        : fileSystem.open(file);
  }
}
