package org.alexnetspark.preprocess.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The processes that took a folder of an {@link ObjectStore}, where creating a file excludes
 * nobody. Each has a file of its own name. It is written first, and then the others' are looked
 * for: of two that come at once, whoever wrote later sees the other's file and gives way. Both may,
 * but never do both go on.
 */
final class AnnouncedOwners {
  private static final String ANNOUNCEMENT = FolderLock.NAME + "-of-";

  private final FileSystem fileSystem;
  private final Path folder;
  private final LockOwner me = LockOwner.thisProcess();

  AnnouncedOwners(FileSystem fileSystem, Path folder) {
    this.fileSystem = fileSystem;
    this.folder = folder;
  }

  /**
   * Adds this process. Files of those that are gone are removed: their names are never used again,
   * so anybody may.
   *
   * @return this process's file, for it to remove when it ends
   * @throws FolderInUseException if another process is there
   */
  List<Path> join() throws IOException {
    List<Path> gone = requireOthersGone();
    Path mine = new Path(folder, ANNOUNCEMENT + me.id());
    ObjectStore.write(
        fileSystem, mine, out -> out.write(me.toString().getBytes(StandardCharsets.UTF_8)));
    try {
      gone.addAll(requireOthersGone());
    } catch (FolderInUseException e) {
      fileSystem.delete(mine, false);
      throw e;
    }
    for (Path file : gone) {
      fileSystem.delete(file, false);
    }
    return List.of(mine);
  }

  private List<Path> requireOthersGone() throws IOException {
    List<Path> gone = new ArrayList<>();
    if (!fileSystem.exists(folder)) {
      return gone;
    }
    for (FileStatus entry : fileSystem.listStatus(folder)) {
      Path file = entry.getPath();
      // Not only announcements: the folder may be a copy of one that lay elsewhere.
      if (file.getName().startsWith(FolderLock.NAME)) {
        Optional<LockOwner> owner = LockOwner.read(file, fileSystem);
        if (owner.isPresent() && !owner.get().equals(me)) {
          owner.get().checkIsGone(file);
          gone.add(file);
        }
      }
    }
    return gone;
  }
}
