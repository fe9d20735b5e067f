package org.alexnetspark.jobs.cli;

import java.io.IOException;
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
          "'" + uri + "' is on no file system known here (" + e.getMessage() + ")");
    }
  }
}
