package org.alexnetspark.preprocess.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.image.JpegCodec;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.schema.MessageType;

/**
 * Writes one shard with parquet-mr. The bytes follow from the rows alone.
 *
 * <p>Row groups are small ({@value #ROWS_PER_GROUP} images, 12.6 MB raw) because training reads
 * whole row groups in an order that is shuffled every epoch: the smaller they are, the better the
 * shuffle, and a disk or a data node is busy long enough with 12 MB. Pages are neither compressed
 * (photographs hardly shrink) nor dictionary-encoded, so that an image is read by slicing a buffer.
 * Parquet's record writer ends row groups by size and copies each value three times on its way to
 * the file; this one makes the pages itself.
 */
public final class ShardWriter implements Closeable {
  /** Images in every row group but the last. */
  public static final int ROWS_PER_GROUP = 64;

  /** {@code dataset.json} has the SHA-256 of the whole file. */
  private static final boolean CHECKSUM_OF_PAGES = false;

  private final String name;
  private final Framing framing;
  private final Encoding encoding;
  private final int imageSize;
  private final DigestingOutputFile file;
  private final ParquetFileWriter parquet;
  private final List<PlainColumn> columns;
  private int column;
  private int rowsInGroup;
  private long rows;

  /**
   * Begins a shard.
   *
   * @param path of the file, which must not exist
   * @param name what {@link Shard#file()} is to say
   * @param imageSize shorter side of every image
   */
  public ShardWriter(
      Path path,
      String name,
      Framing framing,
      Encoding encoding,
      int imageSize,
      Configuration configuration)
      throws IOException {
    this.name = name;
    this.framing = framing;
    this.encoding = encoding;
    this.imageSize = imageSize;
    MessageType schema = ShardSchema.written(framing, encoding);
    this.columns = schema.getColumns().stream().map(PlainColumn::new).toList();
    this.file = new DigestingOutputFile(path, configuration);
    this.parquet =
        new ParquetFileWriter(
            file,
            schema,
            ParquetFileWriter.Mode.CREATE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            CHECKSUM_OF_PAGES);
    parquet.start();
  }

  /** Appends a row. */
  public void write(ShardRow row) throws IOException {
    byte[] path = row.path().getBytes(StandardCharsets.UTF_8);
    column = 0;
    next().add(row.id());
    next().add(row.label());
    next().add(row.synset().getBytes(StandardCharsets.UTF_8));
    next().add(path);
    next().add(row.sourceWidth());
    next().add(row.sourceHeight());
    if (framing == Framing.WHOLE) {
      next().add(row.width());
      next().add(row.height());
    }
    if (encoding == Encoding.JPEG) {
      next().addOpaque(JpegCodec.encodeBgr(row.bgr(), row.width(), row.height()));
    } else {
      next().add(path);
      next().add(row.height());
      next().add(row.width());
      next().add(ShardSchema.CHANNELS);
      next().add(ShardSchema.MODE_8UC3);
      next().addOpaque(row.bgr());
    }
    rows++;
    rowsInGroup++;
    if (rowsInGroup == ROWS_PER_GROUP) {
      endGroup();
    }
  }

  /** The column whose turn it is, in the order of the schema. */
  private PlainColumn next() {
    return columns.get(column++);
  }

  private void endGroup() throws IOException {
    parquet.startBlock(rowsInGroup);
    for (PlainColumn each : columns) {
      each.flush(parquet);
    }
    parquet.endBlock();
    rowsInGroup = 0;
  }

  /** Ends the file and describes it. */
  public Shard finish() throws IOException {
    if (rowsInGroup > 0) {
      endGroup();
    }
    parquet.end(properties());
    return new Shard(
        name,
        rows,
        file.bytes(),
        file.sha256(),
        parquet.getFooter().getBlocks().stream()
            .map(block -> Math.toIntExact(block.getRowCount()))
            .toList());
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>();
    properties.put(ShardSchema.IMAGE_SIZE_PROPERTY, Integer.toString(imageSize));
    properties.put(ShardSchema.ENCODING_PROPERTY, encoding.toString());
    if (framing == Framing.WHOLE) {
      properties.put(ShardSchema.FRAMING_PROPERTY, framing.toString());
    }
    return properties;
  }

  /** Releases what is held; without {@link #finish} before, the file is no shard. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
