package org.alexnetspark.jobs.train.options;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.jobs.feeding.ScaleRange;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.preprocess.statistics.MeanImage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a run makes of a dataset's images, decided.
 *
 * @param mean what is subtracted, as options say it
 * @param color that is subtracted; empty: the mean image
 * @param scale to which whole images are resized; empty: squares, used as they are
 * @param size side of the squares in which the network is tested
 */
public record TrainingImages(
    MeanChoice mean, Optional<MeanColor> color, Optional<ScaleRange> scale, int size) {

  /**
   * The mean image of {@link #size}, all of one colour where a colour is subtracted.
   *
   * @param dataset its folder
   */
  public float[] meanImage(Path dataset, Configuration hadoop) throws IOException {
    return color.isPresent() ? color.get().image(size) : MeanImage.read(dataset, hadoop).values();
  }

  /** Puts them into a run's options, as resolved. */
  public void describe(Map<String, String> options) {
    options.put(ImageOptions.MEAN, mean.toString());
    scale.ifPresent(range -> options.put(ImageOptions.SCALE, range.toString()));
  }
}
