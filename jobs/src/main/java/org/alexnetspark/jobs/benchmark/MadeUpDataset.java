package org.alexnetspark.jobs.benchmark;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.alexnetspark.jobs.feeding.Augmentation;
import org.alexnetspark.jobs.feeding.ColorJitter;
import org.alexnetspark.jobs.feeding.ScaleRange;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.dataset.ShardRow;
import org.alexnetspark.preprocess.dataset.ShardWriter;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.image.Framing;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Splits in one shard of waves with a little noise: no photographs, but JPEG makes about as many
 * bytes of them. Whole ones are a third wider than high.
 *
 * @param size shorter side in pixels
 */
record MadeUpDataset(Framing framing, int size) {
  private static final int CHANNELS = 3;
  private static final int NOISE = 24;
  private static final float MIDDLE = 128;

  /** Writes a shard. */
  Split write(Path folder, Encoding encoding, int images, Configuration hadoop) throws IOException {
    byte[] pixels = new byte[width() * size * CHANNELS];
    Random random = new Random(0);
    String name = "waves.parquet";
    try (ShardWriter writer =
        new ShardWriter(new Path(folder, name), name, framing, encoding, size, hadoop)) {
      for (int id = 0; id < images; id++) {
        draw(pixels, random);
        writer.write(new ShardRow(id, 0, "waves", name, width(), size, width(), size, pixels));
      }
      Shard shard = writer.finish();
      return new Split(images, List.of((long) images), 0, List.of(shard));
    }
  }

  private int width() {
    return framing == Framing.CROP ? size : size * 4 / 3;
  }

  private void draw(byte[] pixels, Random random) {
    double length = 5 + 30 * random.nextDouble();
    for (int i = 0; i < pixels.length; i++) {
      int pixel = i / CHANNELS;
      int x = pixel % width();
      int y = pixel / width();
      double wave = Math.sin((x + i % CHANNELS) / length) + Math.cos(y / length);
      pixels[i] = (byte) (MIDDLE + 50 * wave + random.nextInt(NOISE));
    }
  }

  /**
   * What training does to such images: a random crop, mirrored or not, less a mean, jittered.
   *
   * @param scale of whole images
   */
  Augmentation augmentation(int crop, ScaleRange scale) {
    double[][] identity = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    ColorJitter jitter = new ColorJitter(0.1, new double[] {120, 40, 20}, identity);
    MeanColor mean = new MeanColor(MIDDLE, MIDDLE, MIDDLE);
    return framing == Framing.CROP
        ? new Augmentation(new Preparation(size, crop, mean.image(size)), jitter)
        : new Augmentation(
            new Preparation(crop, crop, mean.image(crop)), jitter, Optional.of(scale));
  }
}
