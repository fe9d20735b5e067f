package org.alexnetspark.jobs.show;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.statistics.MeanImage;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;

/**
 * What a dataset's page shows.
 *
 * @param title heading of the page
 * @param dataset as described
 * @param examples {@linkplain DatasetPage#thumbnail thumbnails} by label
 * @param meanImage of the training split, if it has one
 * @param components of its colours, if there is one
 * @param sizes of the photographs that the images were made of, by shorter side
 * @param rejects of each split: reason and count, and a few in full
 */
public record DatasetContent(
    String title,
    Dataset dataset,
    Map<Integer, List<BufferedImage>> examples,
    Optional<MeanImage> meanImage,
    Optional<PrincipalComponents> components,
    List<SizeClass> sizes,
    List<RejectedFile> rejects) {

  /**
   * A bar of the histogram.
   *
   * @param from shorter side in pixels
   * @param to one past the last
   * @param images photographs between
   */
  public record SizeClass(int from, int to, long images) {}

  /** A line of {@code rejects.jsonl}. */
  public record RejectedFile(String split, String path, String reason, String detail) {}
}
