package org.alexnetspark.preprocess.statistics;

import java.util.Map;
import java.util.TreeMap;

/** The files of {@code stats/}. */
public final class StatisticsFiles {
  private StatisticsFiles() {}

  /** Contents by path relative to the dataset's folder. */
  public static Map<String, byte[]> of(ImageSums sums) {
    MeanImage mean = sums.meanImage();
    return new TreeMap<>(
        Map.of(
            MeanImage.FILE, mean.toNpy(),
            MeanImage.PICTURE_FILE, mean.toPng(),
            PrincipalComponents.FILE, sums.principalComponents().toJson()));
  }
}
