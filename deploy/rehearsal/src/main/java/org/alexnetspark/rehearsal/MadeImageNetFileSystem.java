package org.alexnetspark.rehearsal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.hadoop.util.functional.RemoteIterators;

/**
 * A Hadoop file system that holds a {@link MadeImageNet} and cannot be written to. {@code
 * imagenet://1281167/ILSVRC2012_img_train.tar} is a training tar of as many photographs as its
 * authority says, 138 GB with photographs of ImageNet's size, of which nothing lies on any disk.
 *
 * <p>Hadoop's configuration says what it is made of:
 *
 * <ul>
 *   <li>{@code fs.imagenet.impl}: this class
 *   <li>{@value #PHOTOGRAPHS}: local folders and files of photographs, with commas between them,
 *       the same on every machine ({@link Pool})
 *   <li>{@value #BROKEN}: how many of the training set are broken (default: none)
 *   <li>{@value Faults#FAIL_EVERY}, {@value Faults#SLOW_EVERY}, {@value Faults#CUT_AT}: what goes
 *       wrong besides ({@link Faults}; default: nothing)
 * </ul>
 */
public final class MadeImageNetFileSystem extends FileSystem {

  static final String PHOTOGRAPHS = "fs.imagenet.photographs";
  static final String BROKEN = "fs.imagenet.broken";

  private static final long BLOCK_BYTES = 128L << 20;

  /** Layouts take 10 MB and some tenths of a second: once a process for each set. */
  private static final Map<String, Files> KNOWN = new ConcurrentHashMap<>();

  /** Files at the root, and a folder of photographs beside them. */
  private record Files(Map<String, Content> atRoot, MadeFolder test) {}

  private URI uri;
  private Files files;
  private Faults faults;

  @Override
  public String getScheme() {
    return "imagenet";
  }

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    setConf(configuration);
    uri = URI.create(getScheme() + "://" + name.getAuthority());
    faults = Faults.of(configuration);
    String photographs = configuration.get(PHOTOGRAPHS);
    if (photographs == null) {
      throw new IOException(PHOTOGRAPHS + " is not set: the photographs to make it of");
    }
    int broken = configuration.getInt(BROKEN, 0);
    String key = name.getAuthority() + " " + broken + " " + photographs;
    files = KNOWN.get(key);
    if (files == null) {
      MadeImageNet imageNet = new MadeImageNet(size(name), broken, Pool.of(photographs));
      files = new Files(imageNet.files(), imageNet.test());
      KNOWN.put(key, files);
    }
  }

  private static int size(URI name) throws IOException {
    try {
      return Integer.parseInt(String.valueOf(name.getAuthority()));
    } catch (NumberFormatException e) {
      throw new IOException(
          name + ": the authority has to be a number of photographs, such as imagenet://1281167/",
          e);
    }
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    Content content = content(path);
    faults.atOpening(path);
    return new FSDataInputStream(
        new ContentInputStream(content, faults.length(path, content.length()), statistics));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    Path full = makeQualified(path);
    return isFolder(full)
        ? new FileStatus(0, true, 1, BLOCK_BYTES, 0, full)
        : status(full, content(full));
  }

  private FileStatus status(Path file, Content content) {
    return new FileStatus(faults.length(file, content.length()), false, 1, BLOCK_BYTES, 0, file);
  }

  /** The entries as they are asked for: a hundred thousand are not to be in memory at once. */
  @Override
  public RemoteIterator<FileStatus> listStatusIterator(Path path) throws IOException {
    Path full = makeQualified(path);
    if (!isFolder(full)) {
      return RemoteIterators.remoteIteratorFromSingleton(getFileStatus(full));
    }
    Stream<String> names =
        full.isRoot()
            ? Stream.concat(files.atRoot().keySet().stream(), Stream.of(files.test().name()))
            : files.test().names();
    return RemoteIterators.mappingRemoteIterator(
        RemoteIterators.remoteIteratorFromIterator(names.iterator()),
        name -> getFileStatus(new Path(full, name)));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return RemoteIterators.toArray(listStatusIterator(path), new FileStatus[0]);
  }

  private boolean isFolder(Path full) {
    return full.isRoot() || isTestFolder(full);
  }

  private boolean isTestFolder(Path full) {
    return full.getName().equals(files.test().name()) && full.getParent().isRoot();
  }

  private Content content(Path path) throws FileNotFoundException {
    Optional<Content> content = Optional.empty();
    if (path.getParent() != null && path.getParent().isRoot()) {
      content = Optional.ofNullable(files.atRoot().get(path.getName()));
    } else if (path.getParent() != null && isTestFolder(path.getParent())) {
      content = files.test().photograph(path.getName());
    }
    return content.orElseThrow(
        () ->
            new FileNotFoundException(
                "there is no "
                    + path
                    + "; there are "
                    + files.atRoot().keySet()
                    + " and the folder "
                    + files.test().name()));
  }

  @Override
  public void setWorkingDirectory(Path path) {
    // Names are full ones.
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(uri.toString(), "/");
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    throw readOnly();
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress)
      throws IOException {
    throw readOnly();
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    throw readOnly();
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    throw readOnly();
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    throw readOnly();
  }

  private IOException readOnly() {
    return new IOException(uri + " cannot be written to");
  }
}
