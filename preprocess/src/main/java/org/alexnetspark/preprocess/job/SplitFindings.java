package org.alexnetspark.preprocess.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.alexnetspark.preprocess.dataset.DatasetException;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Sha256;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.dataset.ShardReader;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.image.Pixels;
import org.alexnetspark.preprocess.image.RgbImage;
import org.alexnetspark.preprocess.statistics.PixelSums;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What reading shards again has brought to light: {@link ValidationJob} adds up those of tasks. */
final class SplitFindings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Framing framing;
  private final int imageSize;
  private final Encoding encoding;
  private final List<String> problems = new ArrayList<>();
  private final long[] imagesPerClass;
  private final PixelSums sums;
  private long[] ids = new long[1024];
  private int images;

  /** Nothing yet, of images of that framing and size. */
  SplitFindings(int classes, Framing framing, int imageSize, Encoding encoding) {
    this.framing = framing;
    this.imageSize = imageSize;
    this.encoding = encoding;
    this.imagesPerClass = new long[classes];
    this.sums = PixelSums.none(framing, imageSize);
  }

  /** Reads all of a shard; an error of the file system is a finding as well. */
  SplitFindings read(Path folder, Shard shard, Configuration configuration) {
    Path file = new Path(folder, shard.file());
    try {
      checkBytes(file, shard, configuration);
      readRows(folder, shard, configuration);
    } catch (FileNotFoundException e) {
      problems.add(file + " is missing");
    } catch (DatasetException e) {
      problems.add(e.getMessage());
    } catch (IOException | RuntimeException e) {
      problems.add(file + " cannot be read: " + e.getMessage());
    }
    return this;
  }

  private void checkBytes(Path file, Shard shard, Configuration configuration) throws IOException {
    long bytes = file.getFileSystem(configuration).getFileStatus(file).getLen();
    if (bytes != shard.bytes()) {
      throw new DatasetException(
          String.format(Locale.ROOT, "%s has %d bytes, not %d", file, bytes, shard.bytes()));
    }
    String sha256 = Sha256.ofFile(file, configuration);
    if (!sha256.equals(shard.sha256())) {
      throw new DatasetException(
          String.format(
              Locale.ROOT, "%s has the SHA-256 %s, not %s", file, sha256, shard.sha256()));
    }
  }

  private void readRows(Path folder, Shard shard, Configuration configuration) throws IOException {
    try (ShardReader reader = new ShardReader(folder, shard, configuration)) {
      for (int group = 0; group < reader.rowGroups(); group++) {
        for (ImageRecord image : reader.readRowGroup(group)) {
          add(shard, image);
        }
      }
    }
  }

  private void add(Shard shard, ImageRecord image) {
    if (image.label() < 0 || image.label() >= imagesPerClass.length) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%s: image %d has label %d of %d classes",
              shard.file(),
              image.id(),
              image.label(),
              imagesPerClass.length));
    }
    checkSize(shard, image);
    if (images == ids.length) {
      ids = Arrays.copyOf(ids, images * 2);
    }
    ids[images++] = image.id();
    imagesPerClass[image.label()]++;
    if (encoding == Encoding.RAW) {
      sums.add(Pixels.swapRedAndBlue(image.image().pixels()));
    }
  }

  /** Squares, or images that are no longer than a framing keeps them. */
  private void checkSize(Shard shard, ImageRecord record) {
    RgbImage image = record.image();
    int longest = framing == Framing.CROP ? imageSize : Framing.LONGEST * imageSize;
    if (image.size().shorter() != imageSize || Math.max(image.width(), image.height()) > longest) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%s: image %d is of %d x %d pixels, which is not %s of size %d",
              shard.file(),
              record.id(),
              image.width(),
              image.height(),
              framing,
              imageSize));
    }
  }

  /** Adds the findings of other shards. */
  SplitFindings merge(SplitFindings other) {
    problems.addAll(other.problems);
    for (int label = 0; label < imagesPerClass.length; label++) {
      imagesPerClass[label] += other.imagesPerClass[label];
    }
    sums.merge(other.sums);
    long[] both = Arrays.copyOf(ids, images + other.images);
    System.arraycopy(other.ids, 0, both, images, other.images);
    ids = both.length == 0 ? new long[1] : both;
    images += other.images;
    return this;
  }

  List<String> problems() {
    return problems;
  }

  List<Long> imagesPerClass() {
    return Arrays.stream(imagesPerClass).boxed().toList();
  }

  /** Of raw pixels; those of a JPEG are not the ones that the statistics were made of. */
  PixelSums sums() {
    return sums;
  }

  long images() {
    return images;
  }

  /** How many images have an id that another has too. */
  long repeatedIds() {
    return images - Arrays.stream(ids, 0, images).distinct().count();
  }

  /** 0 without images. */
  long largestId() {
    return Arrays.stream(ids, 0, images).max().orElse(0);
  }
}
