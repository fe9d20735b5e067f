package org.alexnetspark.preprocess.statistics;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
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

  private static final Pattern SHAPE = Pattern.compile("'shape': \\((\\d{1,5}), ");

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
    Matcher shape = SHAPE.matcher(new String(content, StandardCharsets.ISO_8859_1));
    if (shape.find()) {
      int size = Integer.parseInt(shape.group(1));
      byte[] header = NumpyHeader.of(size, size, 3);
      long values = 3L * size * size;
      if (startsWith(content, header) && content.length == header.length + values * Float.BYTES) {
        float[] means = new float[(int) values];
        ByteBuffer.wrap(content, header.length, content.length - header.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(means);
        return new MeanImage(size, means);
      }
    }
    throw new DatasetException(file + " is not a NumPy array of float32 [size, size, 3]");
  }

  /** The bytes of {@value #FILE}. */
  public byte[] toNpy() {
    byte[] header = NumpyHeader.of(size, size, 3);
    ByteBuffer content =
        ByteBuffer.allocate(header.length + values.length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(header);
    content.asFloatBuffer().put(values);
    return content.array();
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

  private static boolean startsWith(byte[] content, byte[] prefix) {
    return content.length >= prefix.length
        && ByteBuffer.wrap(content, 0, prefix.length).equals(ByteBuffer.wrap(prefix));
  }
}
