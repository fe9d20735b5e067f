package org.alexnetspark.jobs.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import org.alexnetspark.jobs.spark.Cluster;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an option that names something on a file system, {@linkplain Cluster#qualified qualified}.
 */
public final class QualifiedUri implements ITypeConverter<String> {
  @Override
  public String convert(String uri) {
    try {
      return Cluster.qualified(uri, Cluster.hadoopConfiguration());
    } catch (IllegalArgumentException | IOException e) {
      throw new TypeConversionException(
          e.getCause() instanceof URISyntaxException unreadable
              ? whyNoPath(unreadable)
              : "'" + uri + "' is on no file system known here (" + e.getMessage() + ")");
    }
  }

  /** What is wrong with a text that Hadoop takes for no path. */
  static String whyNoPath(URISyntaxException unreadable) {
    return "'"
        + unreadable.getInput()
        + "' names no file or folder: what stands before a colon is a file system, as in hdfs://host/folder; "
        + "write a local name with a colon as ./NAME or from the root";
  }
}
