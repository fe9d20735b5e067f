package org.alexnetspark.preprocess.input;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.ZipException;
import org.alexnetspark.preprocess.image.ForeignContent;
import org.alexnetspark.preprocess.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds what an archive holds by its headers alone: contents are skipped by seeking, so indexing
 * 138 GB reads some megabytes.
 */
public final class ArchiveReader {
  private static final byte[] SEQUENCE_FILE = "SEQ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] GZIP = {0x1F, (byte) 0x8B};

  private ArchiveReader() {}

  /**
   * Indexes one archive.
   *
   * @param scratch folder for what has to be unpacked to be read
   * @param labelField that names the class in {@code key.json} beside {@code key.jpg}
   * @throws UnusableInputException when it is damaged, or of a kind that cannot be read in parts
   */
  public static ArchiveIndex index(
      Archive archive, Path scratch, String labelField, Configuration configuration)
      throws IOException {
    Path path = new Path(archive.location().file());
    FileSystem fileSystem = Storage.of(path, configuration);
    boolean whole = archive.location().length() == Location.TO_THE_END;
    long offset = archive.location().offset();
    long length = whole ? fileSystem.getFileStatus(path).getLen() : archive.location().length();
    try (FSDataInputStream file = fileSystem.open(path)) {
      byte[] start = new byte[(int) Math.min(length, ForeignContent.BYTES)];
      file.readFully(offset, start);
      if (startsWith(start, SEQUENCE_FILE)) {
        return SequenceFileIndex.read(path, file, configuration);
      }
      if (startsWith(start, ZIP)) {
        return ZipIndex.read(archive, labelField, file, length);
      }
      if (whole && startsWith(start, GZIP)) {
        return unpacked(archive, path, scratch, labelField, configuration);
      }
      checkMayBeTar(path, start);
      return TarIndex.read(archive, labelField, file, length);
    } catch (EOFException e) {
      throw new UnusableInputException(path + ": ends early; is the download complete?");
    }
  }

  private static boolean startsWith(byte[] content, byte[] mark) {
    return Arrays.equals(Arrays.copyOf(content, mark.length), mark);
  }

  private static ArchiveIndex unpacked(
      Archive archive, Path path, Path scratch, String labelField, Configuration configuration)
      throws IOException {
    try {
      Path tar = GzipFile.unpack(path, scratch, configuration);
      return index(
          new Archive(Location.ofFile(tar.toString()), archive.name()),
          scratch,
          labelField,
          configuration);
    } catch (ZipException e) {
      throw new UnusableInputException(path + ": is damaged: " + e.getMessage());
    } catch (UnusableInputException e) {
      throw new UnusableInputException(path + ", unpacked: " + e.getMessage());
    }
  }

  private static void checkMayBeTar(Path path, byte[] start) {
    ForeignContent.of(start)
        .ifPresent(
            content -> {
              throw new UnusableInputException(
                  String.format(
                      Locale.ROOT,
                      "--input %s: is no archive of photographs but %s; %s",
                      path,
                      content.name(),
                      content.remedy()));
            });
    ForeignContent.photograph(start)
        .ifPresent(
            format -> {
              throw new UnusableInputException(
                  String.format(
                      Locale.ROOT,
                      "--input %s: is one photograph (%s); give a folder of class folders, or an"
                          + " archive",
                      path,
                      format));
            });
  }
}
