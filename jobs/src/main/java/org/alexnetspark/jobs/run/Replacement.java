package org.alexnetspark.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Puts a finished file into its place, so that whoever looks finds the old one or the new one, and
 * a process that is killed meanwhile leaves one of them.
 *
 * <p>HDFS renames so. Hadoop's local file system does not: it deletes the old file before it
 * renames the new one, and then does the same with the sum that it keeps in a file beside each
 * ({@code .NAME.crc}), which does not match for a while. Local files are therefore renamed by the
 * operating system and have no such file.
 */
final class Replacement {
  private static final String LOCAL = "file";

  private Replacement() {}

  static void of(FileContext files, Path partial, Path file) throws IOException {
    Path from = files.makeQualified(partial);
    Path to = files.makeQualified(file);
    if (!to.toUri().getScheme().equals(LOCAL)) {
      files.rename(from, to, Options.Rename.OVERWRITE);
      return;
    }
    // The old file without its sum is read as it is; with a sum of another it could not be.
    Files.deleteIfExists(sum(to));
    Files.deleteIfExists(sum(from));
    Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE);
  }

  private static java.nio.file.Path sum(Path file) {
    return local(new Path(file.getParent(), "." + file.getName() + ".crc"));
  }

  private static java.nio.file.Path local(Path file) {
    return java.nio.file.Path.of(file.toUri().getPath());
  }
}
