package org.alexnetspark.jobs.preprocess;

import java.util.Locale;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.job.RejectLimit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Read the values of {@code make}'s options, and refuse what is out of range. */
final class Converters {
  private Converters() {}

  static final class SplitNames implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (!Split.NAMES.contains(value)) {
        throw new TypeConversionException("'" + value + "' is not train, val or test");
      }
      return value;
    }
  }

  static final class Encodings implements ITypeConverter<Encoding> {
    @Override
    public Encoding convert(String value) {
      try {
        return Encoding.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class RejectLimits implements ITypeConverter<RejectLimit> {
    @Override
    public RejectLimit convert(String value) {
      try {
        return new RejectLimit(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class ImageSizes implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return WholeNumbers.between(16, 1024, value);
    }
  }

  static final class ShardMegabytes implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return WholeNumbers.between(1, 16_384, value);
    }
  }

  static final class PixelLimits implements ITypeConverter<Long> {
    /** Decoded photographs are arrays of bytes, three for each pixel. */
    private static final int MOST = Integer.MAX_VALUE / 3;

    @Override
    public Long convert(String value) {
      return (long) WholeNumbers.between(1, MOST, value);
    }
  }

  static final class Workers implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return WholeNumbers.between(1, 100_000, value);
    }
  }

  private static final class WholeNumbers {
    private static int between(int least, int most, String value) {
      if (value.matches("\\d{1,9}")) {
        int number = Integer.parseInt(value);
        if (number >= least && number <= most) {
          return number;
        }
      }
      throw new TypeConversionException(
          String.format(
              Locale.ROOT, "'%s' is not a whole number from %d to %d", value, least, most));
    }
  }
}
