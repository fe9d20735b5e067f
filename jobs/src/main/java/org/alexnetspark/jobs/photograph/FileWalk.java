package org.alexnetspark.jobs.photograph;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.alexnetspark.preprocess.input.FolderEntry;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A file, or the files in a folder, at any depth, found as they are asked for, in no order: of a
 * million photographs no more is in memory than the folders on the way to one. A link to a folder
 * that it lies in leads nowhere.
 */
final class FileWalk implements Iterator<String>, Closeable {

  /**
   * A folder on the way.
   *
   * @param identity the same by whatever links it was come to
   */
  private record Level(FolderEntry.Entries entries, String identity) {}

  private final Configuration hadoop;
  private final Deque<Level> way = new ArrayDeque<>();
  private final Set<String> onTheWay = new HashSet<>();
  private Optional<String> next;

  /** Begins at a place. */
  FileWalk(Path place, Configuration hadoop) throws IOException {
    this.hadoop = hadoop;
    if (place.getFileSystem(hadoop).getFileStatus(place).isDirectory()) {
      enter(place, place.toString());
      this.next = find();
    } else {
      this.next = Optional.of(place.toString());
    }
  }

  private void enter(Path folder, String identity) throws IOException {
    way.push(new Level(FolderEntry.open(folder, hadoop), identity));
  }

  private Optional<String> find() throws IOException {
    while (!way.isEmpty()) {
      if (!way.peek().entries().hasNext()) {
        leave();
        continue;
      }
      FolderEntry entry = way.peek().entries().next();
      if (!isVisible(entry.name())) {
        continue;
      }
      if (entry.kind() == FolderEntry.Kind.FILE) {
        return Optional.of(entry.path().toString());
      } else if (entry.kind() == FolderEntry.Kind.FOLDER && onTheWay.add(entry.identity())) {
        enter(entry.path(), entry.identity());
      }
    }
    return Optional.empty();
  }

  private void leave() throws IOException {
    Level left = way.pop();
    onTheWay.remove(left.identity());
    left.entries().close();
  }

  private static boolean isVisible(String name) {
    return !name.startsWith(".") && !name.equals("_SUCCESS");
  }

  @Override
  public boolean hasNext() {
    return next.isPresent();
  }

  @Override
  public String next() {
    String file = next.orElseThrow(NoSuchElementException::new);
    try {
      next = find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    while (!way.isEmpty()) {
      leave();
    }
  }
}
