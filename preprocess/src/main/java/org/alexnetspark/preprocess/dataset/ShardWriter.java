package org.alexnetspark.preprocess.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.preprocess.image.JpegCodec;
import org.alexnetspark.preprocess.image.Pixels;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * Writes one shard with parquet-mr. The bytes follow from the rows alone.
 *
 * <p>Row groups are small ({@value #ROWS_PER_GROUP} images, 12.6 MB raw) because training reads
 * whole row groups in an order that is shuffled every epoch: the smaller they are, the better the
 * shuffle, and a disk or a data node is busy long enough with 12 MB. Pages are neither compressed
 * (photographs hardly shrink) nor dictionary-encoded, so that an image is read by slicing a buffer.
 * Parquet's record writer ends row groups by size; this one writes columns itself, to end them by
 * number.
 */
public final class ShardWriter implements Closeable {
  /** Images in every row group but the last. */
  public static final int ROWS_PER_GROUP = 64;

  /** Room for a whole column of a row group in one page. */
  private static final int PAGE_BYTES = 64 << 20;

  private final String name;
  private final Encoding encoding;
  private final int imageSize;
  private final MessageType schema;
  private final ParquetProperties properties;
  private final CodecFactory codecs;
  private final DigestingOutputFile file;
  private final ParquetFileWriter parquet;
  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore columns;
  private int rowsInGroup;
  private long rows;

  /**
   * Begins a shard.
   *
   * @param path of the file, which must not exist
   * @param name what {@link Shard#file()} is to say
   */
  public ShardWriter(
      Path path, String name, Encoding encoding, int imageSize, Configuration configuration)
      throws IOException {
    this.name = name;
    this.encoding = encoding;
    this.imageSize = imageSize;
    this.schema = ShardSchema.written(encoding);
    this.properties =
        ParquetProperties.builder()
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withDictionaryEncoding(false)
            .withPageSize(PAGE_BYTES)
            .build();
    this.codecs = new CodecFactory(configuration, PAGE_BYTES);
    this.file = new DigestingOutputFile(path, configuration);
    this.parquet =
        new ParquetFileWriter(
            file,
            schema,
            ParquetFileWriter.Mode.CREATE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
            properties.getColumnIndexTruncateLength(),
            properties.getStatisticsTruncateLength(),
            properties.getPageWriteChecksumEnabled());
    parquet.start();
    beginGroup();
  }

  /** Appends a row. */
  public void write(ShardRow row) throws IOException {
    column("id").write(row.id(), 0, 0);
    column("label").write(row.label(), 0, 0);
    column("synset").write(Binary.fromString(row.synset()), 0, 0);
    column("path").write(Binary.fromString(row.path()), 0, 0);
    column("width").write(row.sourceWidth(), 0, 0);
    column("height").write(row.sourceHeight(), 0, 0);
    writeImage(row);
    columns.endRecord();
    rows++;
    rowsInGroup++;
    if (rowsInGroup == ROWS_PER_GROUP) {
      endGroup();
      beginGroup();
    }
  }

  /** Every column is required: repetition and definition levels are 0. */
  private void writeImage(ShardRow row) {
    if (encoding == Encoding.JPEG) {
      byte[] jpeg = JpegCodec.encodeRgb(row.pixels(), imageSize);
      column("image").write(Binary.fromConstantByteArray(jpeg), 0, 0);
      return;
    }
    column("image", "origin").write(Binary.fromString(row.path()), 0, 0);
    column("image", "height").write(imageSize, 0, 0);
    column("image", "width").write(imageSize, 0, 0);
    column("image", "nChannels").write(ShardSchema.CHANNELS, 0, 0);
    column("image", "mode").write(ShardSchema.MODE_8UC3, 0, 0);
    byte[] bgr = Pixels.swapRedAndBlue(row.pixels());
    column("image", "data").write(Binary.fromConstantByteArray(bgr), 0, 0);
  }

  private ColumnWriter column(String... path) {
    return columns.getColumnWriter(schema.getColumnDescription(path));
  }

  private void beginGroup() {
    pages =
        new ColumnChunkPageWriteStore(
            codecs.getCompressor(CompressionCodecName.UNCOMPRESSED),
            schema,
            new HeapByteBufferAllocator(),
            properties.getColumnIndexTruncateLength());
    columns = properties.newColumnWriteStore(schema, pages);
    rowsInGroup = 0;
  }

  private void endGroup() throws IOException {
    parquet.startBlock(rowsInGroup);
    columns.flush();
    pages.flushToFileWriter(parquet);
    parquet.endBlock();
    columns.close();
  }

  /** Ends the file and describes it. */
  public Shard finish() throws IOException {
    if (rowsInGroup > 0) {
      endGroup();
    }
    parquet.end(
        new TreeMap<>(
            Map.of(
                ShardSchema.IMAGE_SIZE_PROPERTY, Integer.toString(imageSize),
                ShardSchema.ENCODING_PROPERTY, encoding.toString())));
    return new Shard(
        name,
        rows,
        file.bytes(),
        file.sha256(),
        parquet.getFooter().getBlocks().stream()
            .map(block -> Math.toIntExact(block.getRowCount()))
            .toList());
  }

  /** Releases what is held; without {@link #finish} before, the file is no shard. */
  @Override
  public void close() throws IOException {
    codecs.release();
    file.close();
  }
}
