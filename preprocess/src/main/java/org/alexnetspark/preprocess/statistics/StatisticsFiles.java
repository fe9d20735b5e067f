package org.alexnetspark.preprocess.statistics;

import java.util.Map;
import java.util.TreeMap;

/** The files of {@code stats/}. */
public final class StatisticsFiles {
  private StatisticsFiles() {}

  /** Contents by path relative to the dataset's folder; whole images have no mean image. */
  public static Map<String, byte[]> of(PixelSums sums) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(PrincipalComponents.FILE, sums.principalComponents().toJson());
    if (sums instanceof ImageSums squares) {
      MeanImage mean = squares.meanImage();
      files.put(MeanImage.FILE, mean.toNpy());
      files.put(MeanImage.PICTURE_FILE, mean.toPng());
    }
    return files;
  }
}
