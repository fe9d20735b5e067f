package org.alexnetspark.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.alexnetspark.preprocess.image.ImageRejectedException;
import org.alexnetspark.preprocess.statistics.ImageSums;
import org.alexnetspark.preprocess.statistics.StatisticsFiles;

/**
 * The mean image and the components that a made ImageNet must have, to the bit: each photograph of
 * the pool is prepared once, and counts as often as it occurs. Sums are of whole numbers, so that
 * 1,281,167 additions and some thousand doublings are the same.
 *
 * <pre>{@code
 * java -cp rehearsal.jar:preprocess.jar:... org.alexnetspark.rehearsal.ExpectedStatistics \
 *   PHOTOGRAPHS NUMBER BROKEN DATASET
 * }</pre>
 */
public final class ExpectedStatistics {

  private static final int SIZE = 256;
  private static final int ARGUMENTS = 4;

  private ExpectedStatistics() {}

  /**
   * Compares a dataset's statistics with those that it must have; ends with status 1 where they
   * differ.
   *
   * @param arguments photographs as the file system is told them, number of the training set, how
   *     many are broken, and the dataset's folder on this machine
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != ARGUMENTS) {
      throw new IllegalArgumentException("wanted: PHOTOGRAPHS NUMBER BROKEN DATASET");
    }
    MadeImageNet imageNet =
        new MadeImageNet(
            Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), Pool.of(arguments[0]));
    Map<String, byte[]> expected = StatisticsFiles.of(sums(imageNet));
    boolean same = true;
    for (Map.Entry<String, byte[]> file : expected.entrySet()) {
      byte[] found = Files.readAllBytes(Path.of(arguments[3], file.getKey()));
      boolean equal = Arrays.equals(file.getValue(), found);
      System.out.println(file.getKey() + (equal ? ": as it must be, to the bit" : ": DIFFERENT"));
      same &= equal;
    }
    if (!same) {
      System.exit(1);
    }
  }

  /** The sums over all photographs that become an image. */
  static ImageSums sums(MadeImageNet imageNet) throws IOException {
    Map<Content, Integer> counts = new HashMap<>();
    for (int place = 0; place < imageNet.photographs(); place++) {
      counts.merge(imageNet.training(place), 1, Integer::sum);
    }
    Map<Integer, List<byte[]>> byBit = new HashMap<>();
    ImagePreparer preparer = new ImagePreparer(SIZE, ImagePreparer.DEFAULT_MAX_PIXELS);
    for (Map.Entry<Content, Integer> each : counts.entrySet()) {
      byte[] file = new byte[Math.toIntExact(each.getKey().length())];
      each.getKey().read(0, file, 0, file.length);
      byte[] pixels;
      try {
        pixels = preparer.prepare(file).bgr();
      } catch (ImageRejectedException e) {
        continue;
      }
      for (int bit = 0; bit < Integer.SIZE; bit++) {
        if ((each.getValue() >> bit & 1) == 1) {
          byBit.computeIfAbsent(bit, any -> new ArrayList<>()).add(pixels);
        }
      }
    }
    ImageSums total = new ImageSums(SIZE);
    for (int bit = Integer.SIZE - 1; bit >= 0; bit--) {
      total.merge(total);
      byBit.getOrDefault(bit, List.of()).forEach(total::add);
    }
    return total;
  }
}
