package org.alexnetspark.model.dl4j;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a {@code model.zip} to a stream, which stays open. All entries have the same time, so that
 * the same model gives the same bytes. Nothing is compressed: weights hardly shrink.
 */
final class ArchiveWriter {

  private static final int BUFFER = 1 << 16;

  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipOutputStream zip;

  /** What an entry holds, written as it is made. */
  interface Content {
    void writeTo(OutputStream entry) throws IOException;
  }

  ArchiveWriter(OutputStream stream) {
    zip = new ZipOutputStream(new BufferedOutputStream(stream, BUFFER));
    zip.setLevel(Deflater.NO_COMPRESSION);
  }

  void write(String name, byte[] bytes) throws IOException {
    write(name, entry -> entry.write(bytes));
  }

  void write(String name, Content content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(ENTRY_TIME);
    zip.putNextEntry(entry);
    OutputStream buffered = new BufferedOutputStream(zip, BUFFER);
    content.writeTo(buffered);
    buffered.flush();
    zip.closeEntry();
  }

  /** Writes the zip's directory; nothing may follow. */
  void finish() throws IOException {
    zip.finish();
    zip.flush();
  }
}
