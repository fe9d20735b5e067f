package org.alexnetspark.preprocess.statistics;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.Sha256;
import org.alexnetspark.preprocess.image.Framing;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

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

  /**
   * What identifies a dataset's content and what was made of it: SHA-256, in hexadecimal, over
   * {@link Dataset#fingerprint} and the sums of the mean image, which there is of crops alone, and
   * the colour components.
   *
   * @param folder of the dataset
   */
  public static String fingerprint(Dataset dataset, Path folder, Configuration configuration)
      throws IOException {
    StringBuilder content = new StringBuilder(dataset.fingerprint()).append('\n');
    if (dataset.framing() == Framing.CROP) {
      content.append(Sha256.ofFile(new Path(folder, MeanImage.FILE), configuration)).append('\n');
    }
    content.append(Sha256.ofFile(new Path(folder, PrincipalComponents.FILE), configuration));
    return DigestUtils.sha256Hex(content.toString());
  }
}
