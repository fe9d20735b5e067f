package org.alexnetspark.rehearsal;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A tar that exists nowhere: what is asked for is put together from its members. It knows where
 * each begins, eight bytes a member, and nothing else.
 */
final class Tar implements Content {

  private static final int BLOCK = TarConstants.DEFAULT_RCDSIZE;

  /** GNU tar fills the end up to so many blocks. */
  private static final int BLOCKS_TOGETHER = 20;

  /** Where each member ends, padding included. */
  private final long[] ends;

  private final IntFunction<String> names;
  private final IntFunction<Content> contents;
  private final long length;

  /**
   * Describes a tar.
   *
   * @param members how many
   * @param names of the members
   * @param lengths of their contents
   * @param contents asked for whenever some of it is wanted
   */
  Tar(
      int members,
      IntFunction<String> names,
      IntToLongFunction lengths,
      IntFunction<Content> contents) {
    this.names = names;
    this.contents = contents;
    ends = new long[members];
    long end = 0;
    for (int member = 0; member < members; member++) {
      end += BLOCK + blocks(lengths.applyAsLong(member)) * BLOCK;
      ends[member] = end;
    }
    // At least two blocks of zeros say that nothing follows.
    long whole = (long) BLOCK * BLOCKS_TOGETHER;
    length = (end + 2 * BLOCK + whole - 1) / whole * whole;
  }

  private static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void read(long position, byte[] target, int offset, int count) throws IOException {
    long at = position;
    int to = offset;
    int end = offset + count;
    while (to < end) {
      int member = memberAt(at);
      int read = member == ends.length ? zeros(target, to, end) : read(member, at, target, to, end);
      at += read;
      to += read;
    }
  }

  /** The first member that ends behind a position; as many as there are at the tar's end. */
  private int memberAt(long position) {
    int found = Arrays.binarySearch(ends, position);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** Copies what is wanted of a member's header, or of its content, or of what fills it up. */
  private int read(int member, long position, byte[] target, int to, int end) throws IOException {
    long within = position - (member == 0 ? 0 : ends[member - 1]);
    long wanted = Math.min(end - to, ends[member] - position);
    if (within < BLOCK) {
      int count = (int) Math.min(wanted, BLOCK - within);
      System.arraycopy(header(member), (int) within, target, to, count);
      return count;
    }
    Content content = contents.apply(member);
    long start = within - BLOCK;
    if (start < content.length()) {
      int count = (int) Math.min(wanted, content.length() - start);
      content.read(start, target, to, count);
      return count;
    }
    return zeros(target, to, to + (int) wanted);
  }

  private byte[] header(int member) {
    TarArchiveEntry entry = new TarArchiveEntry(names.apply(member));
    entry.setSize(contents.apply(member).length());
    entry.setModTime(0);
    byte[] header = new byte[BLOCK];
    entry.writeEntryHeader(header);
    return header;
  }

  private static int zeros(byte[] target, int from, int to) {
    Arrays.fill(target, from, to, (byte) 0);
    return to - from;
  }
}
