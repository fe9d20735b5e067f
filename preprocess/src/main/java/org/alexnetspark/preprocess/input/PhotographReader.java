package org.alexnetspark.preprocess.input;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.image.ImageRejectedException;
import org.alexnetspark.preprocess.image.RejectReason;
import org.alexnetspark.preprocess.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * Reads photographs from wherever they lie, in any order. Archives stay open: opening one costs
 * more than reading a photograph. Not safe for use by several threads at once.
 */
public final class PhotographReader implements Closeable {
  private static final int OPEN_ARCHIVES = 16;

  private final Configuration configuration;

  /** The least recently used first. */
  private final Map<String, FSDataInputStream> archives = new LinkedHashMap<>(16, 0.75f, true);

  public PhotographReader(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Reads one photograph.
   *
   * @throws ImageRejectedException when it has more bytes than memory has room for
   * @throws IOException when it cannot be read, which is the file system's fault, not its own
   */
  public byte[] read(Location location) throws IOException, ImageRejectedException {
    return location.length() == Location.TO_THE_END
        ? readFile(new Path(location.file()))
        : readStretch(location);
  }

  private byte[] readFile(Path file) throws IOException, ImageRejectedException {
    try (InputStream in = Storage.openWhole(file, configuration)) {
      byte[] content = in.readNBytes(ImagePreparer.MAX_FILE_BYTES + 1);
      checkLength(content.length);
      return content;
    }
  }

  private byte[] readStretch(Location location) throws IOException, ImageRejectedException {
    checkLength(location.length());
    byte[] content = new byte[(int) location.length()];
    archive(location.file()).readFully(location.offset(), content);
    return location.deflated() ? inflate(content) : content;
  }

  private static byte[] inflate(byte[] deflated) throws ImageRejectedException {
    Inflater inflater = new Inflater(true);
    try (InputStream in =
        new InflaterInputStream(new ByteArrayInputStream(deflated), inflater, 1 << 16)) {
      byte[] content = in.readNBytes(ImagePreparer.MAX_FILE_BYTES + 1);
      checkLength(content.length);
      return content;
    } catch (IOException e) {
      throw new ImageRejectedException(
          RejectReason.UNDECODABLE, "it cannot be unpacked: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  private static void checkLength(long length) throws ImageRejectedException {
    if (length > ImagePreparer.MAX_FILE_BYTES) {
      throw new ImageRejectedException(
          RejectReason.TOO_LARGE,
          "the file has more than " + ImagePreparer.MAX_FILE_BYTES + " bytes");
    }
  }

  private FSDataInputStream archive(String file) throws IOException {
    FSDataInputStream open = archives.get(file);
    if (open == null) {
      if (archives.size() == OPEN_ARCHIVES) {
        String oldest = archives.keySet().iterator().next();
        archives.remove(oldest).close();
      }
      Path path = new Path(file);
      open = Storage.of(path, configuration).open(path);
      archives.put(file, open);
    }
    return open;
  }

  @Override
  public void close() throws IOException {
    for (FSDataInputStream archive : archives.values()) {
      archive.close();
    }
    archives.clear();
  }
}
