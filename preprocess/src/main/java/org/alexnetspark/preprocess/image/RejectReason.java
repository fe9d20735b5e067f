package org.alexnetspark.preprocess.image;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Why a file became no image. The set is fixed: scripts count by it. {@code rejects.jsonl} holds
 * the {@linkplain #toString() lower-case names}.
 */
public enum RejectReason {
  /** The file has no bytes. */
  EMPTY,
  /** The content is of none of the formats that are read: JPEG, PNG, GIF, BMP, WebP, TIFF. */
  UNKNOWN_FORMAT,
  /** The format is known, but its header gives no usable width and height. */
  BROKEN_HEADER,
  /** More pixels than allowed, by the header, or more bytes than memory has room for. */
  TOO_LARGE,
  /** The data end before the image does. */
  TRUNCATED,
  /** The decoder refused the data for another reason. */
  UNDECODABLE,
  /** Two attempts at decoding it ended with the process, by a crash or because it took too long. */
  ENDS_DECODER;

  /** Lower case with hyphens, such as {@code unknown-format}. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
