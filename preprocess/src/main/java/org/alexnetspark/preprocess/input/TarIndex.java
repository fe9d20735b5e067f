package org.alexnetspark.preprocess.input;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
  private static final int MAX_CLASS_BYTES = 1000;

  /** What WebDataset keeps beside an image: {@code key.cls}, {@code key.json}, {@code key.txt}. */
  private static final Pattern COMPANION = Pattern.compile("(?i).*\\.(cls|json|txt)");

  private static final String CLASS_ENDING = ".cls";

  private final Archive archive;
  private final FSDataInputStream file;
  private final long length;
  private final Set<String> names = new HashSet<>();
  private final List<Member> members = new ArrayList<>();
  private final List<Archive> archives = new ArrayList<>();
  private final Map<String, String> classes = new HashMap<>();

  private record Member(String name, Location location) {}

  private TarIndex(Archive archive, FSDataInputStream file, long length) {
    this.archive = archive;
    this.file = file;
    this.length = length;
  }

  static ArchiveIndex read(Archive archive, FSDataInputStream file, long length)
      throws IOException {
    TarIndex index = new TarIndex(archive, file, length);
    index.checkIsComplete();
    index.readMembers();
    return index.build();
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
    String name = entry.getName().replaceFirst("^(\\./)+", "");
    if (!entry.isFile() || entry.isSymbolicLink() || entry.isLink() || entry.isSparse()) {
      throw broken("holds " + name + ", which is no plain file");
    }
    if (!names.add(name)) {
      throw broken("holds " + name + " twice");
    }
    String simpleName = name.substring(name.lastIndexOf('/') + 1);
    Location location = new Location(archive.location().file(), in.position(), entry.getSize());
    if (location.offset() + location.length() > archive.location().offset() + length) {
      throw broken("is cut off inside " + name);
    }
    if (!InputFiles.isVisible(simpleName)) {
      return;
    }
    String lowerCase = simpleName.toLowerCase(Locale.ROOT);
    if (lowerCase.endsWith(".tar")) {
      archives.add(new Archive(location, simpleName.substring(0, simpleName.length() - 4)));
    } else {
      members.add(new Member(name, location));
      if (lowerCase.endsWith(CLASS_ENDING)) {
        classes.put(key(name), text(location));
      }
    }
  }

  private String text(Location location) throws IOException {
    byte[] content = new byte[(int) Math.min(location.length(), MAX_CLASS_BYTES)];
    file.readFully(location.offset(), content);
    // The tar's stream goes on where it was: reading at an offset does not move the file.
    return new String(content, StandardCharsets.UTF_8).strip();
  }

  /** WebDataset's key: the path up to the first dot of the file's name. */
  private static String key(String name) {
    int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
    return dot < 0 ? name : name.substring(0, dot);
  }

  private ArchiveIndex build() {
    if (members.isEmpty() && archives.isEmpty()) {
      throw broken("holds no photographs");
    }
    Listing.Builder photographs = new Listing.Builder();
    for (Member member : members) {
      if (classes.isEmpty()) {
        addByFolder(member, photographs);
      } else if (!COMPANION.matcher(member.name()).matches()) {
        addByCompanion(member, photographs);
      }
    }
    return new ArchiveIndex(photographs.build(), archives);
  }

  private void addByFolder(Member member, Listing.Builder photographs) {
    MemberName name = MemberName.of(member.name());
    String folder = name.folder().isEmpty() ? archive.name() : name.folder();
    photographs.addStretch(member.location(), new MemberName(folder, name.file()).path(), folder);
  }

  private void addByCompanion(Member member, Listing.Builder photographs) {
    String className = classes.get(key(member.name()));
    if (className == null) {
      throw broken("holds " + member.name() + " but no " + key(member.name()) + CLASS_ENDING);
    }
    photographs.addStretch(member.location(), member.name(), className);
  }

  private UnusableInputException broken(String what) {
    String inside =
        archive.location().offset() == 0 ? "" : " (" + archive.name() + ".tar inside it)";
    return new UnusableInputException(archive.location().file() + inside + ": " + what);
  }
}
