package org.alexnetspark.preprocess;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Tars, written in memory with two blocks of zeros at their ends and no more. */
public final class Archives {
  private Archives() {}

  private interface Fill {
    void fill(TarArchiveOutputStream tar) throws IOException;
  }

  /** A tar of these members. */
  public static byte[] tar(Map<String, byte[]> members) {
    return tar(
        tar -> {
          for (Map.Entry<String, byte[]> member : members.entrySet()) {
            add(tar, member.getKey(), member.getValue());
          }
        });
  }

  /** A tar that holds one member two times. */
  public static byte[] tarTwice(String name, byte[] content) {
    return tar(
        tar -> {
          add(tar, name, content);
          add(tar, name, content);
        });
  }

  /** A tar of one symbolic link. */
  public static byte[] tarOfLink(String name, String target) {
    return tar(
        tar -> {
          TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
          entry.setLinkName(target);
          tar.putArchiveEntry(entry);
          tar.closeArchiveEntry();
        });
  }

  private static byte[] tar(Fill fill) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(out, 512, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      fill.fill(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }
}
