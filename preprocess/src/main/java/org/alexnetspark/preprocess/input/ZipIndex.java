package org.alexnetspark.preprocess.input;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The members of a zip file, by Commons Compress, which reads its directory from any channel and
 * knows zip64. Photographs may be stored or deflated; each is read by itself later.
 */
final class ZipIndex {
  private final Archive archive;
  private final FSDataInputStream file;

  private ZipIndex(Archive archive, FSDataInputStream file) {
    this.archive = archive;
    this.file = file;
  }

  static ArchiveIndex read(Archive archive, String labelField, FSDataInputStream file, long length)
      throws IOException {
    return new ZipIndex(archive, file).read(labelField, length);
  }

  private ArchiveIndex read(String labelField, long length) throws IOException {
    ArchiveMembers members = new ArchiveMembers(archive, labelField, this::content);
    long start = archive.location().offset();
    try (ZipFile zip =
        new ZipFile(
            new Window(file, start, length),
            archive.name(),
            StandardCharsets.UTF_8.name(),
            true,
            false)) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        if (!entry.isDirectory()) {
          members.add(entry.getName(), location(entry, start, length));
        }
      }
    } catch (UnusableInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw ArchiveMembers.broken(
          archive, "is a damaged zip file, or is cut off: " + e.getMessage());
    }
    return members.build();
  }

  private Location location(ZipArchiveEntry entry, long start, long length) {
    int method = entry.getMethod();
    if (entry.getGeneralPurposeBit().usesEncryption()
        || (method != ZipEntry.STORED && method != ZipEntry.DEFLATED)) {
      throw ArchiveMembers.broken(
          archive, "holds " + entry.getName() + " encrypted or in a rare compression; unpack it");
    }
    long offset = entry.getDataOffset();
    if (offset < 0 || offset + entry.getCompressedSize() > length) {
      throw ArchiveMembers.broken(archive, "is cut off inside " + entry.getName());
    }
    return new Location(
        archive.location().file(),
        start + offset,
        entry.getCompressedSize(),
        method == ZipEntry.DEFLATED);
  }

  private byte[] content(Location location, int most) throws IOException {
    byte[] packed = new byte[(int) Math.min(location.length(), most)];
    file.readFully(location.offset(), packed);
    if (!location.deflated()) {
      return packed;
    }
    Inflater inflater = new Inflater(true);
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed), inflater)) {
      return in.readNBytes(most);
    } finally {
      inflater.end();
    }
  }

  /** A stretch of a file as a channel. Closing it leaves the file open. */
  private static final class Window implements SeekableByteChannel {
    private final FSDataInputStream file;
    private final long start;
    private final long length;
    private long position;

    private Window(FSDataInputStream file, long start, long length) {
      this.file = file;
      this.start = start;
      this.length = length;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      if (position >= length) {
        return -1;
      }
      byte[] bytes = new byte[(int) Math.min(to.remaining(), length - position)];
      file.readFully(start + position, bytes);
      to.put(bytes);
      position += bytes.length;
      return bytes.length;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
      position = newPosition;
      return this;
    }

    @Override
    public long size() {
      return length;
    }

    @Override
    public int write(ByteBuffer from) {
      throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // The file is closed by whoever opened it.
    }
  }
}
