package org.alexnetspark.preprocess.dataset;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Consumer;
import org.alexnetspark.preprocess.image.JpegCodec;
import org.alexnetspark.preprocess.image.Pixels;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;

/** Turns the columns of {@link ShardSchema#read} into {@link ImageRecord}s. */
final class ImageRecordMaterializer extends RecordMaterializer<ImageRecord> {
  private final Encoding encoding;
  private final int imageSize;
  private final Path file;
  private final GroupConverter root;

  private long id;
  private int label;
  private String path;
  private byte[] pixels;

  ImageRecordMaterializer(Encoding encoding, int imageSize, Path file) {
    this.encoding = encoding;
    this.imageSize = imageSize;
    this.file = file;
    Converter image = new BinaryConverter(this::readPixels);
    this.root =
        group(
            new LongConverter(),
            new IntegerConverter(),
            new BinaryConverter(value -> path = value.toStringUsingUTF8()),
            encoding == Encoding.RAW ? group(image) : image);
  }

  @Override
  public ImageRecord getCurrentRecord() {
    return new ImageRecord(id, label, path, pixels);
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
      pixels = JpegCodec.decodeRgb(jpeg, imageSize);
    } else {
      if (stored.remaining() != imageSize * imageSize * ShardSchema.CHANNELS) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "%s holds an image of %d bytes, not %d x %d x 3",
                file,
                stored.remaining(),
                imageSize,
                imageSize));
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

  private final class IntegerConverter extends PrimitiveConverter {
    @Override
    public void addInt(int value) {
      label = value;
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
