package org.alexnetspark.preprocess.job;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/**
 * How many files may become no image: a number, or a percentage of the files listed.
 *
 * @param value as written: {@code 100} or {@code 1%}
 */
public record RejectLimit(String value) {
  private static final Pattern FORM = Pattern.compile("\\d{1,15}|(\\d{1,2}(\\.\\d+)?|100)%");

  public RejectLimit {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "\"" + value + "\" is neither a number of files nor a percentage such as 1%");
    }
  }

  /** Rejects allowed among so many files; a percentage is rounded down. */
  public long of(long files) {
    if (!value.endsWith("%")) {
      return Long.parseLong(value);
    }
    return new BigDecimal(value.substring(0, value.length() - 1))
        .multiply(BigDecimal.valueOf(files))
        .movePointLeft(2)
        .setScale(0, RoundingMode.DOWN)
        .longValueExact();
  }

  @Override
  public String toString() {
    return value;
  }
}
