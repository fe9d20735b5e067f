package org.alexnetspark.preprocess.dataset;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.image.JpegCodec;
import org.alexnetspark.preprocess.image.Pixels;
import org.alexnetspark.preprocess.image.RgbImage;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;

/** Turns the columns of {@link ShardSchema#read} into {@link ImageRecord}s. */
final class ImageRecordMaterializer extends RecordMaterializer<ImageRecord> {
  private final Encoding encoding;
  private final Path file;
  private final GroupConverter root;

  private long id;
  private int label;
  private String path;
  private int width;
  private int height;
  private byte[] pixels;

  /**
   * @param imageSize width and height of every image, where these are squares and rows do not say
   */
  ImageRecordMaterializer(Framing framing, Encoding encoding, int imageSize, Path file) {
    this.encoding = encoding;
    this.file = file;
    this.width = imageSize;
    this.height = imageSize;
    List<Converter> columns = new ArrayList<>();
    columns.add(new LongConverter());
    columns.add(new IntegerConverter(value -> label = value));
    columns.add(new BinaryConverter(value -> path = value.toStringUsingUTF8()));
    if (framing == Framing.WHOLE) {
      columns.add(new IntegerConverter(value -> width = value));
      columns.add(new IntegerConverter(value -> height = value));
    }
    // Comes last, when the image's size is known.
    Converter image = new BinaryConverter(this::readPixels);
    columns.add(encoding == Encoding.RAW ? group(image) : image);
    this.root = group(columns.toArray(Converter[]::new));
  }

  @Override
  public ImageRecord getCurrentRecord() {
    return new ImageRecord(id, label, path, new RgbImage(width, height, pixels));
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private void readPixels(Binary value) {
    ByteBuffer stored = value.toByteBuffer();
    if (encoding == Encoding.JPEG) {
      byte[] jpeg = new byte[stored.remaining()];
      stored.get(jpeg);
      pixels = JpegCodec.decodeRgb(jpeg, width, height);
    } else {
      if (stored.remaining() != width * height * ShardSchema.CHANNELS) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "%s holds an image of %d bytes, not %d x %d x 3",
                file,
                stored.remaining(),
                width,
                height));
      }
      pixels = Pixels.swapRedAndBlue(stored);
    }
  }

  private static GroupConverter group(Converter... fields) {
    return new GroupConverter() {
      @Override
      public Converter getConverter(int fieldIndex) {
        return fields[fieldIndex];
      }

      @Override
      public void start() {}

      @Override
      public void end() {}
    };
  }

  private final class LongConverter extends PrimitiveConverter {
    @Override
    public void addLong(long value) {
      id = value;
    }
  }

  private static final class IntegerConverter extends PrimitiveConverter {
    private final IntConsumer target;

    private IntegerConverter(IntConsumer target) {
      this.target = target;
    }

    @Override
    public void addInt(int value) {
      target.accept(value);
    }
  }

  private static final class BinaryConverter extends PrimitiveConverter {
    private final Consumer<Binary> target;

    private BinaryConverter(Consumer<Binary> target) {
      this.target = target;
    }

    @Override
    public void addBinary(Binary value) {
      target.accept(value);
    }
  }
}
