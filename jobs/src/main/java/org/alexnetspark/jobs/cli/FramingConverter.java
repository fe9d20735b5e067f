package org.alexnetspark.jobs.cli;

import org.alexnetspark.preprocess.image.Framing;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --framing}. */
public final class FramingConverter implements ITypeConverter<Framing> {
  @Override
  public Framing convert(String value) {
    try {
      return Framing.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
