package org.alexnetspark.rehearsal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * ILSVRC-2012's files as they are downloaded, put together from a pool of photographs: the training
 * tar with a tar for each class, the validation tar, its ground truth and the list of classes; and
 * the test set, unpacked, of which nobody tells the classes. Everything follows from how many
 * photographs there are and from the pool.
 *
 * <p>As in the original one photograph is a PNG and 22 are in inks, whatever their names say (of
 * smaller sets as large a share, one at least). Some more are broken, which the original's are not.
 */
final class MadeImageNet {

  private static final int VALIDATION = 50_000;
  private static final int TEST = 100_000;
  private static final int IN_INKS = 22;

  /** Places of the test set lie behind those of the validation set, which count downwards. */
  private static final int FIRST_OF_TEST = -1 - VALIDATION;

  /** Numbers between which classes' ids lie. */
  private static final int FIRST_ID = 1_440_764;

  private static final int BETWEEN_IDS = 13_691;

  private final Pool pool;
  private final int broken;
  private final int[] sizes;
  private final int[] firstOf;
  private final int validation;
  private final Tar[] classes;

  /**
   * Describes it.
   *
   * @param photographs of the training set
   * @param broken how many of them are broken
   */
  MadeImageNet(int photographs, int broken, Pool pool) {
    this.pool = pool;
    this.broken = broken;
    sizes = ClassSizes.of(photographs);
    firstOf = new int[sizes.length];
    for (int label = 1; label < sizes.length; label++) {
      firstOf[label] = firstOf[label - 1] + sizes[label - 1];
    }
    validation = Math.max(1, share(VALIDATION));
    classes = IntStream.range(0, sizes.length).mapToObj(this::classTar).toArray(Tar[]::new);
  }

  /** How many photographs the training set has. */
  int photographs() {
    return Arrays.stream(sizes).sum();
  }

  /** The files by name. */
  Map<String, Content> files() {
    Map<String, Content> files = new LinkedHashMap<>();
    files.put("ILSVRC2012_img_train.tar", trainTar());
    files.put("ILSVRC2012_img_val.tar", validationTar());
    files.put("ILSVRC2012_validation_ground_truth.txt", text(this::truth, validation));
    files.put("synsets.txt", text(this::synset, sizes.length));
    return files;
  }

  /** The photographs to predict. */
  MadeFolder test() {
    return new MadeFolder(
        "test", Math.max(1, share(TEST)), "ILSVRC2012_test_", place -> any(FIRST_OF_TEST - place));
  }

  private Tar trainTar() {
    return new Tar(
        classes.length,
        label -> synset(label) + ".tar",
        label -> classes[label].length(),
        label -> classes[label]);
  }

  private Tar classTar(int label) {
    return new Tar(
        sizes[label],
        member -> synset(label) + "_" + number(label, member) + ".JPEG",
        member -> training(firstOf[label] + member).length(),
        member -> training(firstOf[label] + member));
  }

  private Tar validationTar() {
    return new Tar(
        validation,
        // In the order of the original's tar, which is none.
        member ->
            String.format(
                Locale.ROOT, "ILSVRC2012_val_%08d.JPEG", shuffled(member, validation) + 1),
        member -> any(-1 - member).length(),
        member -> any(-1 - member));
  }

  /** The photograph at a place of the training set. */
  Content training(int place) {
    int all = photographs();
    if (isOneOf(place, broken, all, 3)) {
      return brokenOne(place);
    }
    if (isOneOf(place, 1, all, 2)) {
      return pool.png();
    }
    if (isOneOf(place, Math.max(1, share(IN_INKS)), all, 5)) {
      return pool.cmyk();
    }
    return any(place);
  }

  private Content any(int place) {
    return pool.ordinary().get((int) Math.floorMod(mix(place), (long) pool.ordinary().size()));
  }

  /** Cut off in the middle, without anything, or a server's message in its place. */
  private Content brokenOne(int place) {
    return switch (Math.floorMod(place, 3)) {
      case 0 -> new Cut(any(place));
      case 1 -> Content.of(ByteBuffer.allocate(0));
      default ->
          Content.of(
              ByteBuffer.wrap(
                  "<html><body>503 Service Unavailable</body></html>"
                      .getBytes(StandardCharsets.UTF_8)));
    };
  }

  /** The first half. */
  private record Cut(Content whole) implements Content {
    @Override
    public long length() {
      return whole.length() / 2;
    }

    @Override
    public void read(long position, byte[] target, int offset, int count) throws IOException {
      whole.read(position, target, offset, count);
    }
  }

  /**
   * Whether a place is one of so many that stand evenly among all; kinds have places of their own.
   */
  private static boolean isOneOf(int place, int count, int all, int kind) {
    long shifted = Math.floorMod((long) place + (long) all * kind / 7, (long) all);
    return shifted * count / all != (shifted + 1) * count / all;
  }

  /** As large a share as this set is of the whole of ImageNet. */
  private int share(int ofAll) {
    return (int) ((long) ofAll * photographs() / ClassSizes.IMAGENET);
  }

  private String synset(int label) {
    return String.format(Locale.ROOT, "n%08d", FIRST_ID + label * BETWEEN_IDS);
  }

  /** The number in a photograph's name: members are not in the order of their names. */
  private int number(int label, int member) {
    return 10_000 + 7 * shuffled(member, sizes[label]) + label % 7;
  }

  /** The class of the n-th validation photograph, counted from one. */
  private String truth(int photograph) {
    return Long.toString(Math.floorMod(mix(~photograph), (long) sizes.length) + 1);
  }

  /**
   * A place among so many, another for each place: a step that has no factor in common with them.
   */
  private static int shuffled(int place, int count) {
    int step = count * 5 / 8 + 1;
    while (greatestCommonDivisor(step, count) > 1) {
      step++;
    }
    return (int) ((long) place * step % count);
  }

  private static int greatestCommonDivisor(int one, int other) {
    return other == 0 ? one : greatestCommonDivisor(other, one % other);
  }

  private static Content text(IntFunction<String> line, int lines) {
    return Content.of(
        ByteBuffer.wrap(
            IntStream.range(0, lines)
                .mapToObj(line)
                .collect(Collectors.joining("\n", "", "\n"))
                .getBytes(StandardCharsets.UTF_8)));
  }

  /** Spreads bits (the finisher of SplitMix64). */
  private static long mix(long number) {
    long z = (number + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
