package org.alexnetspark.jobs.benchmark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.alexnetspark.jobs.feeding.Augmentation;
import org.alexnetspark.jobs.feeding.ColorJitter;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.dataset.ShardRow;
import org.alexnetspark.preprocess.dataset.ShardWriter;
import org.alexnetspark.preprocess.dataset.Split;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A split in one shard of waves with a little noise: no photographs, but JPEG makes about as many
 * bytes of them.
 */
final class MadeUpDataset {
  private static final int IMAGE_SIZE = 256;
  private static final int CHANNELS = 3;
  private static final int NOISE = 24;

  private MadeUpDataset() {}

  /** Writes the shard. */
  static Split write(Path folder, Encoding encoding, int images, Configuration hadoop)
      throws IOException {
    byte[] pixels = new byte[IMAGE_SIZE * IMAGE_SIZE * CHANNELS];
    Random random = new Random(0);
    String name = "waves.parquet";
    try (ShardWriter writer =
        new ShardWriter(new Path(folder, name), name, encoding, IMAGE_SIZE, hadoop)) {
      for (int id = 0; id < images; id++) {
        draw(pixels, random);
        writer.write(new ShardRow(id, 0, "waves", name, IMAGE_SIZE, IMAGE_SIZE, pixels));
      }
      Shard shard = writer.finish();
      return new Split(images, List.of((long) images), 0, List.of(shard));
    }
  }

  private static void draw(byte[] pixels, Random random) {
    double length = 5 + 30 * random.nextDouble();
    for (int i = 0; i < pixels.length; i++) {
      int pixel = i / CHANNELS;
      int x = pixel % IMAGE_SIZE;
      int y = pixel / IMAGE_SIZE;
      double wave = Math.sin((x + i % CHANNELS) / length) + Math.cos(y / length);
      pixels[i] = (byte) (128 + 50 * wave + random.nextInt(NOISE));
    }
  }

  /** What training does to such images: a random crop, mirrored or not, less a mean, jittered. */
  static Augmentation augmentation(int crop) {
    float[] mean = new float[IMAGE_SIZE * IMAGE_SIZE * CHANNELS];
    Arrays.fill(mean, 128f);
    double[][] identity = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    return new Augmentation(
        new Preparation(IMAGE_SIZE, crop, mean),
        new ColorJitter(0.1, new double[] {120, 40, 20}, identity));
  }
}
