package org.alexnetspark.jobs.cli;

import java.net.URISyntaxException;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a file or folder of any file system, as it was given; refuses what names none. */
public final class NamedPath implements ITypeConverter<String> {
  @Override
  public String convert(String uri) {
    try {
      new Path(uri).toUri();
      return uri;
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          e.getCause() instanceof URISyntaxException unreadable
              ? QualifiedUri.whyNoPath(unreadable)
              : "'" + uri + "' names no file or folder (" + e.getMessage() + ")");
    }
  }
}
