package org.alexnetspark.preprocess.dataset;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * Writes one shard with parquet-mr. The bytes follow from the rows alone.
 *
 * <p>Row groups are small ({@value #ROWS_PER_GROUP} images, 12.6 MB raw) because training reads
 * whole row groups in an order that is shuffled every epoch: the smaller they are, the better the
 * shuffle, and a disk or a data node is busy long enough with 12 MB. Pages are neither compressed
 * (photographs hardly shrink) nor dictionary-encoded, so that an image is read by slicing a buffer.
 */
public final class ShardWriter implements Closeable {
  /** Images in every row group but the last. */
  public static final int ROWS_PER_GROUP = 64;

  private final DigestingOutputFile file;
  private final ParquetWriter<ShardRow> parquet;
  private final String name;
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
    this.file = new DigestingOutputFile(path, configuration);
    this.parquet = new Builder(file, encoding, imageSize).withConf(configuration).build();
  }

  /** Appends a row. */
  public void write(ShardRow row) throws IOException {
    parquet.write(row);
    rows++;
  }

  /** Ends the file and describes it. */
  public Shard finish() throws IOException {
    parquet.close();
    return new Shard(
        name,
        rows,
        file.bytes(),
        file.sha256(),
        parquet.getFooter().getBlocks().stream()
            .map(block -> Math.toIntExact(block.getRowCount()))
            .toList());
  }

  @Override
  public void close() throws IOException {
    parquet.close();
  }

  private static final class Builder extends ParquetWriter.Builder<ShardRow, Builder> {
    /** A group ends at the first check of its size that finds more than this. */
    private static final long SMALLEST_GROUP_BYTES = 1;

    private final Encoding encoding;
    private final int imageSize;

    private Builder(OutputFile file, Encoding encoding, int imageSize) {
      super(file);
      this.encoding = encoding;
      this.imageSize = imageSize;
      withWriteMode(ParquetFileWriter.Mode.CREATE);
      withWriterVersion(WriterVersion.PARQUET_1_0);
      withCompressionCodec(CompressionCodecName.UNCOMPRESSED);
      withDictionaryEncoding(false);
      // The size is looked at after every 64 rows, and is always found large enough.
      withRowGroupSize(SMALLEST_GROUP_BYTES);
      withMinRowCountForPageSizeCheck(ROWS_PER_GROUP);
      withMaxRowCountForPageSizeCheck(ROWS_PER_GROUP);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<ShardRow> getWriteSupport(Configuration configuration) {
      return new ShardWriteSupport(encoding, imageSize);
    }
  }
}
