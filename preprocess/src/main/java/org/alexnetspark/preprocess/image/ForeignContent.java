package org.alexnetspark.preprocess.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What files are that people have among or instead of their photographs, by their first bytes: a
 * person who is told the name knows what to do.
 *
 * @param name of the format
 * @param remedy how to make photographs of it that can be read
 */
public record ForeignContent(String name, String remedy) {
  /** First bytes that are enough to tell. */
  public static final int BYTES = 64;

  private static final String TO_JPEG = "convert it to JPEG, for example with ";

  /** What the first bytes begin with, at an offset. */
  private record Mark(int offset, String start, ForeignContent content) {}

  private static final List<Mark> MARKS =
      List.of(
          mark(4, "ftyphei", "HEIC", TO_JPEG + "\"heif-convert FILE FILE.jpg\""),
          mark(4, "ftyphev", "HEIC", TO_JPEG + "\"heif-convert FILE FILE.jpg\""),
          mark(4, "ftypmif1", "HEIF", TO_JPEG + "\"heif-convert FILE FILE.jpg\""),
          mark(4, "ftypmsf1", "HEIF", TO_JPEG + "\"heif-convert FILE FILE.jpg\""),
          mark(4, "ftypavi", "AVIF", TO_JPEG + "\"avifdec FILE FILE.jpg\""),
          mark(4, "ftypcrx", "Canon RAW (CR3)", TO_JPEG + "\"darktable-cli FILE FILE.jpg\""),
          mark(4, "ftyp", "video (MP4)", "take frames of it, for example with ffmpeg"),
          mark(4, "JXL ", "JPEG XL", TO_JPEG + "\"djxl FILE FILE.jpg\""),
          mark(0, "\u00FF\n", "JPEG XL", TO_JPEG + "\"djxl FILE FILE.jpg\""),
          mark(4, "jP  ", "JPEG 2000", TO_JPEG + "\"magick FILE FILE.jpg\""),
          mark(0, "FUJIFILMCCD-RAW", "Fujifilm RAW", TO_JPEG + "\"darktable-cli FILE FILE.jpg\""),
          mark(8, "CR\2", "Canon RAW (CR2)", TO_JPEG + "\"darktable-cli FILE FILE.jpg\""),
          mark(0, "IIRO", "Olympus RAW", TO_JPEG + "\"darktable-cli FILE FILE.jpg\""),
          mark(0, "IIU\0", "Panasonic RAW", TO_JPEG + "\"darktable-cli FILE FILE.jpg\""),
          mark(0, "8BPS", "Photoshop", TO_JPEG + "\"magick FILE[0] FILE.jpg\""),
          mark(0, "%PDF", "PDF", "take its pages as images, for example with \"pdftoppm -jpeg\""),
          mark(0, "\u001AE\u00DF\u00A3", "video (Matroska)", "take frames of it with ffmpeg"),
          mark(8, "AVI ", "video (AVI)", "take frames of it, for example with ffmpeg"),
          mark(0, "PAR1", "a Parquet file", "as a table it is damaged, or is cut off"),
          mark(0, "ORC", "ORC", "give it as --input, with whatever else is of its table"),
          mark(0, "Obj\1", "Avro", "give it as --input, with whatever else is of its table"),
          mark(0, "PK\3\4", "zip", "give it as --input by itself"),
          mark(0, "\u001F\u008B", "gzip", "unpack it (gunzip)"),
          mark(0, "BZh", "bzip2", "unpack it (bunzip2)"),
          mark(0, "\u00FD7zXZ", "xz", "unpack it (unxz)"),
          mark(0, "(\u00B5/\u00FD", "Zstandard", "unpack it (unzstd)"),
          mark(0, "7z\u00BC\u00AF", "7z", "unpack it"),
          mark(0, "Rar!", "RAR", "unpack it"));

  private static Mark mark(int offset, String start, String name, String remedy) {
    return new Mark(offset, start, new ForeignContent(name, remedy));
  }

  /** What this is, if it is known and no photograph that can be read. */
  public static Optional<ForeignContent> of(byte[] content) {
    String start =
        new String(content, 0, Math.min(content.length, BYTES), StandardCharsets.ISO_8859_1);
    for (Mark mark : MARKS) {
      if (start.startsWith(mark.start(), mark.offset())) {
        return Optional.of(mark.content());
      }
    }
    String text = start.replace("\u00EF\u00BB\u00BF", "").strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("<svg") || (text.startsWith("<?xml") && text.contains("svg"))) {
      return Optional.of(new ForeignContent("SVG", TO_JPEG + "\"rsvg-convert\" and \"magick\""));
    }
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return Optional.of(
          new ForeignContent(
              "a page of HTML", "a download may have failed: fetch the photograph again"));
    }
    return Optional.empty();
  }

  /** The name of the format of a photograph that can be read. */
  public static Optional<String> photograph(byte[] content) {
    try {
      return Optional.of(ImageHeaders.format(content).toString());
    } catch (ImageRejectedException e) {
      return Optional.empty();
    }
  }
}
