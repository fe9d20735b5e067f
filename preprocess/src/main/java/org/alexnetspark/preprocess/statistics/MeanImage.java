package org.alexnetspark.preprocess.statistics;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.alexnetspark.npy.NpyFile;
import org.alexnetspark.preprocess.dataset.DatasetException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The mean of all training images, which the network subtracts from its input (section 2 of the
 * paper).
 *
 * @param size side of the image in pixels
 * @param values RGB, row by row, {@code size * size * 3} means on the scale 0..255
 */
public record MeanImage(int size, float[] values) {
  /** Where it lies in the dataset's folder: NumPy's format, float32 [size, size, 3], RGB. */
  public static final String FILE = "stats/mean.npy";

  /** The same for people to look at. */
  public static final String PICTURE_FILE = "stats/mean.png";

  /**
   * Reads the mean image of the dataset in {@code folder}.
   *
   * @throws DatasetException when it is missing or no such array
   */
  public static MeanImage read(Path folder, Configuration configuration) throws IOException {
    Path file = new Path(folder, FILE);
    try (InputStream in = file.getFileSystem(configuration).open(file)) {
      return parse(file, in.readAllBytes());
    } catch (FileNotFoundException e) {
      throw new DatasetException(
          "the mean image " + file + " is missing: preprocess.jar makes it with the train split");
    }
  }

  private static MeanImage parse(Path file, byte[] content) {
    try {
      float[] values = NpyFile.image(content);
      return new MeanImage((int) Math.round(Math.sqrt(values.length / 3.0)), values);
    } catch (IOException e) {
      throw new DatasetException(file + " is no mean image: " + e.getMessage());
    }
  }

  /** The bytes of {@value #FILE}. */
  public byte[] toNpy() {
    return NpyFile.ofImage(values);
  }

  /** The bytes of {@value #PICTURE_FILE}. */
  public byte[] toPng() {
    BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < size * size; pixel++) {
      int red = Math.round(values[3 * pixel]);
      int green = Math.round(values[3 * pixel + 1]);
      int blue = Math.round(values[3 * pixel + 2]);
      picture.setRGB(pixel % size, pixel / size, red << 16 | green << 8 | blue);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }
}
