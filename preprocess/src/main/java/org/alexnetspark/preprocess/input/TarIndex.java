package org.alexnetspark.preprocess.input;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The members of a tar, by Commons Compress, which knows the long names of GNU and POSIX. A tar is
 * taken only whole: what ends early, is damaged, or holds what is no plain file is an error that
 * names it, because a photograph that is missing unnoticed would be worse.
 */
final class TarIndex {
  private static final int BLOCK_BYTES = 512;

  private final Archive archive;
  private final FSDataInputStream file;
  private final long length;
  private final ArchiveMembers members;

  private TarIndex(Archive archive, String labelField, FSDataInputStream file, long length) {
    this.archive = archive;
    this.file = file;
    this.length = length;
    this.members = new ArchiveMembers(archive, labelField, this::content);
  }

  static ArchiveIndex read(Archive archive, String labelField, FSDataInputStream file, long length)
      throws IOException {
    TarIndex index = new TarIndex(archive, labelField, file, length);
    index.checkIsComplete();
    index.readMembers();
    return index.members.build();
  }

  /** The end of a tar is at least one block of zeros; data that were cut off have none. */
  private void checkIsComplete() throws IOException {
    if (length < BLOCK_BYTES || length % BLOCK_BYTES != 0) {
      throw broken("is no tar, or is cut off: its length is " + length);
    }
    byte[] last = new byte[BLOCK_BYTES];
    file.readFully(archive.location().offset() + length - BLOCK_BYTES, last);
    for (byte value : last) {
      if (value != 0) {
        throw broken("is no tar, or is cut off: it does not end with an end-of-archive block");
      }
    }
  }

  private void readMembers() throws IOException {
    StretchInputStream in = new StretchInputStream(file, archive.location().offset(), length);
    // The file is closed by whoever opened it.
    TarArchiveInputStream tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
    try {
      for (TarArchiveEntry entry = tar.getNextTarEntry();
          entry != null;
          entry = tar.getNextTarEntry()) {
        add(entry, in);
      }
    } catch (EOFException e) {
      throw broken("is cut off inside a member");
    } catch (UnusableInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw broken("is damaged near byte " + in.position() + ": " + e.getMessage());
    }
  }

  private void add(TarArchiveEntry entry, StretchInputStream in) throws IOException {
    if (!entry.isCheckSumOK()) {
      throw broken("is damaged near byte " + in.position() + ": a header's checksum is wrong");
    }
    if (entry.isDirectory()) {
      return;
    }
    String name = entry.getName();
    if (!entry.isFile() || entry.isSymbolicLink() || entry.isLink() || entry.isSparse()) {
      throw broken("holds " + name + ", which is no plain file");
    }
    Location location = new Location(archive.location().file(), in.position(), entry.getSize());
    if (location.offset() + location.length() > archive.location().offset() + length) {
      throw broken("is cut off inside " + name);
    }
    members.add(name, location);
  }

  private byte[] content(Location location, int most) throws IOException {
    byte[] content = new byte[(int) Math.min(location.length(), most)];
    // The tar's stream goes on where it was: reading at an offset does not move the file.
    file.readFully(location.offset(), content);
    return content;
  }

  private UnusableInputException broken(String what) {
    return ArchiveMembers.broken(archive, what);
  }
}
