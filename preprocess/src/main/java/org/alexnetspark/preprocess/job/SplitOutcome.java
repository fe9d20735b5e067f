package org.alexnetspark.preprocess.job;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.image.RejectReason;

/**
 * What became of all photographs of a split.
 *
 * @param shards in order
 */
public record SplitOutcome(List<ShardOutcome> shards) {
  private static final int REJECTS_TO_NAME = 3;

  /** Rows in all shards. */
  public long images() {
    return shards.stream().mapToLong(outcome -> outcome.shard().rows()).sum();
  }

  /** Files that became no image. */
  public long rejects() {
    return shards.stream().mapToLong(ShardOutcome::rejectCount).sum();
  }

  /** The same by reason. */
  public Map<RejectReason, Long> rejectsByReason() {
    Map<RejectReason, Long> counts = new EnumMap<>(RejectReason.class);
    shards.forEach(
        outcome -> outcome.rejects().forEach((reason, n) -> counts.merge(reason, n, Long::sum)));
    return counts;
  }

  /** Length of all shards. */
  public long bytes() {
    return shards.stream().mapToLong(outcome -> outcome.shard().bytes()).sum();
  }

  /**
   * Fails unless every photograph listed is a row or a reject, there are rows at all, and no more
   * rejects than allowed.
   */
  public void check(long listed, RejectLimit maxRejects) {
    if (images() + rejects() != listed) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%d files were listed, but %d images and %d rejects came of them",
              listed,
              images(),
              rejects()));
    }
    checkRejects(listed, maxRejects);
    if (images() == 0) {
      throw tooMany(listed, maxRejects);
    }
  }

  /**
   * Fails if these shards alone, which need not be all, have more rejects than allowed.
   *
   * @param listed photographs of all shards
   */
  void checkRejects(long listed, RejectLimit maxRejects) {
    if (rejects() > maxRejects.of(listed)) {
      throw tooMany(listed, maxRejects);
    }
  }

  private TooManyRejectsException tooMany(long listed, RejectLimit maxRejects) {
    long left = listed - images() - rejects();
    String named =
        shards.stream()
            .flatMap(outcome -> outcome.firstRejects().stream())
            .limit(REJECTS_TO_NAME)
            .map(Reject::toString)
            .collect(Collectors.joining("; "));
    return new TooManyRejectsException(
        String.format(
            Locale.ROOT,
            "%d of %d files cannot become images%s; --max-rejects %s allows %d. The first: %s",
            rejects(),
            listed,
            left == 0 ? "" : " (" + left + " not looked at yet)",
            maxRejects,
            maxRejects.of(listed),
            named));
  }

  Split toSplit(int classes) {
    Long[] imagesPerClass = new Long[classes];
    Arrays.fill(imagesPerClass, 0L);
    shards.forEach(
        outcome -> outcome.imagesPerClass().forEach((label, n) -> imagesPerClass[label] += n));
    return new Split(
        images(),
        List.of(imagesPerClass),
        rejects(),
        shards.stream().map(ShardOutcome::shard).toList());
  }
}
