package org.alexnetspark.preprocess.dataset;

import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.preprocess.image.JpegCodec;
import org.alexnetspark.preprocess.image.Pixels;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/** Puts a {@link ShardRow} into the columns of {@link ShardSchema#written}. */
final class ShardWriteSupport extends WriteSupport<ShardRow> {
  private final Encoding encoding;
  private final int imageSize;
  private final MessageType schema;
  private RecordConsumer consumer;

  ShardWriteSupport(Encoding encoding, int imageSize) {
    this.encoding = encoding;
    this.imageSize = imageSize;
    this.schema = ShardSchema.written(encoding);
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(
        schema,
        new TreeMap<>(
            Map.of(
                ShardSchema.IMAGE_SIZE_PROPERTY, Integer.toString(imageSize),
                ShardSchema.ENCODING_PROPERTY, encoding.toString())));
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    this.consumer = recordConsumer;
  }

  @Override
  public void write(ShardRow row) {
    consumer.startMessage();
    field("id", 0, () -> consumer.addLong(row.id()));
    field("label", 1, () -> consumer.addInteger(row.label()));
    field("synset", 2, () -> consumer.addBinary(Binary.fromString(row.synset())));
    field("path", 3, () -> consumer.addBinary(Binary.fromString(row.path())));
    field("width", 4, () -> consumer.addInteger(row.sourceWidth()));
    field("height", 5, () -> consumer.addInteger(row.sourceHeight()));
    field("image", 6, () -> writeImage(row));
    consumer.endMessage();
  }

  private void writeImage(ShardRow row) {
    if (encoding == Encoding.JPEG) {
      byte[] jpeg = JpegCodec.encodeRgb(row.pixels(), imageSize);
      consumer.addBinary(Binary.fromConstantByteArray(jpeg));
      return;
    }
    consumer.startGroup();
    field("origin", 0, () -> consumer.addBinary(Binary.fromString(row.path())));
    field("height", 1, () -> consumer.addInteger(imageSize));
    field("width", 2, () -> consumer.addInteger(imageSize));
    field("nChannels", 3, () -> consumer.addInteger(ShardSchema.CHANNELS));
    field("mode", 4, () -> consumer.addInteger(ShardSchema.MODE_8UC3));
    byte[] bgr = Pixels.swapRedAndBlue(row.pixels());
    field("data", 5, () -> consumer.addBinary(Binary.fromConstantByteArray(bgr)));
    consumer.endGroup();
  }

  private void field(String name, int index, Runnable value) {
    consumer.startField(name, index);
    value.run();
    consumer.endField(name, index);
  }
}
