package org.alexnetspark.preprocess.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged images: whatever is done to a file, it becomes an image of the right size or a reject
 * with a reason, soon, and the process lives on.
 */
class FuzzTest {
  private static final int MUTATIONS = 21_000;
  private static final int SIZE = 16;

  /** Sizes in damaged headers must not make the test wait for large images. */
  private static final long MAX_PIXELS = 5_000;

  @Test
  @Timeout(60)
  void everyMutationIsAnImageOrAReject() {
    List<byte[]> originals = EncodedImages.small();
    ImagePreparer preparer = new ImagePreparer(SIZE, MAX_PIXELS);
    Random random = new Random(20_120_912);
    int images = 0;
    Map<RejectReason, Integer> rejects = new EnumMap<>(RejectReason.class);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] content = mutate(originals.get(i % originals.size()), random);
      try {
        PreparedImage image = preparer.prepare(content);
        assertThat(image.bgr()).hasSize(SIZE * SIZE * 3);
        assertThat((long) image.sourceWidth() * image.sourceHeight()).isBetween(1L, MAX_PIXELS);
        images++;
      } catch (ImageRejectedException e) {
        assertThat(e.getMessage()).isNotBlank();
        rejects.merge(e.reason(), 1, Integer::sum);
      }
    }
    int rejected = rejects.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(images + rejected).isEqualTo(MUTATIONS);
    // Both outcomes happen, and more than one reason does: the mutations are neither deadly nor
    // tame.
    assertThat(images).isGreaterThan(MUTATIONS / 10);
    assertThat(rejected).isGreaterThan(MUTATIONS / 10);
    assertThat(rejects)
        .containsKeys(
            RejectReason.UNKNOWN_FORMAT,
            RejectReason.BROKEN_HEADER,
            RejectReason.TOO_LARGE,
            RejectReason.TRUNCATED,
            RejectReason.UNDECODABLE);
  }

  /** One to four of the things that disks, networks and people do to files. */
  private static byte[] mutate(byte[] original, Random random) {
    byte[] content = original.clone();
    int damages = 1 + random.nextInt(4);
    for (int i = 0; i < damages && content.length > 0; i++) {
      int at = random.nextInt(content.length);
      // Headers are short but decide most: half of the damage goes there.
      int place = random.nextBoolean() ? at : Math.min(at, random.nextInt(64));
      switch (random.nextInt(6)) {
        case 0 -> content[place] ^= (byte) (1 << random.nextInt(8));
        case 1 -> content[place] = (byte) random.nextInt(256);
        case 2 -> content[place] = (byte) 0xFF;
        case 3 -> Arrays.fill(content, place, Math.min(content.length, place + 64), (byte) 0);
        case 4 -> content = Arrays.copyOf(content, at);
        default -> content = withRepeat(content, at, random.nextInt(40));
      }
    }
    return content;
  }

  private static byte[] withRepeat(byte[] content, int at, int count) {
    int length = Math.min(count, content.length - at);
    byte[] longer = Arrays.copyOf(content, content.length + length);
    System.arraycopy(content, at, longer, at + length, content.length - at);
    return longer;
  }
}
