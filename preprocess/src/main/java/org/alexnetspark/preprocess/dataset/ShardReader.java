package org.alexnetspark.preprocess.dataset;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.alexnetspark.preprocess.image.Framing;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * Reads a shard by row groups, in whatever order they are asked for. Only the columns of {@link
 * ImageRecord} are fetched. Not safe for use by several threads at once.
 */
public final class ShardReader implements Closeable {
  private final Path file;
  private final ParquetFileReader parquet;
  private final MessageColumnIO columns;
  private final Framing framing;
  private final Encoding encoding;
  private final int imageSize;

  /**
   * Opens a shard.
   *
   * @param datasetFolder the folder that holds {@code dataset.json}
   * @param shard one of {@link Split#shards()}
   * @throws DatasetException when the shard is missing or is not the one that {@code dataset.json}
   *     describes
   * @throws IOException when the file system fails
   */
  public ShardReader(Path datasetFolder, Shard shard, Configuration configuration)
      throws IOException {
    this.file = new Path(datasetFolder, shard.file());
    this.parquet = open(file, configuration);
    try {
      Map<String, String> properties = parquet.getFileMetaData().getKeyValueMetaData();
      this.framing =
          Framing.parse(
              properties.getOrDefault(ShardSchema.FRAMING_PROPERTY, Framing.CROP.toString()));
      this.encoding = Encoding.parse(property(properties, ShardSchema.ENCODING_PROPERTY));
      this.imageSize = Integer.parseInt(property(properties, ShardSchema.IMAGE_SIZE_PROPERTY));
      checkRowGroups(shard);
    } catch (RuntimeException e) {
      parquet.close();
      throw e;
    }
    MessageType schema = ShardSchema.read(framing, encoding);
    parquet.setRequestedSchema(schema);
    this.columns =
        new ColumnIOFactory().getColumnIO(schema, parquet.getFileMetaData().getSchema(), true);
  }

  private String property(Map<String, String> properties, String name) {
    String value = properties.get(name);
    if (value == null) {
      throw new DatasetException(file + " is no shard of a dataset: it lacks " + name);
    }
    return value;
  }

  private void checkRowGroups(Shard shard) {
    List<Integer> found =
        parquet.getRowGroups().stream()
            .map(rowGroup -> Math.toIntExact(rowGroup.getRowCount()))
            .toList();
    if (!found.equals(shard.rowGroups())) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%s has row groups of %s images, but %s says %s",
              file,
              found,
              Dataset.FILE_NAME,
              shard.rowGroups()));
    }
  }

  private static ParquetFileReader open(Path file, Configuration configuration) throws IOException {
    try {
      return ParquetFileReader.open(
          HadoopInputFile.fromPath(file, configuration),
          HadoopReadOptions.builder(configuration).build());
    } catch (FileNotFoundException e) {
      throw new DatasetException("the shard " + file + " is missing");
    } catch (RuntimeException e) {
      throw new DatasetException(file + " is no Parquet file: " + e.getMessage());
    }
  }

  /** Number of row groups. */
  public int rowGroups() {
    return parquet.getRowGroups().size();
  }

  /** The images of a row group, in file order. */
  public List<ImageRecord> readRowGroup(int index) throws IOException {
    PageReadStore pages = parquet.readRowGroup(index);
    int rows = Math.toIntExact(pages.getRowCount());
    RecordReader<ImageRecord> reader =
        columns.getRecordReader(
            pages, new ImageRecordMaterializer(framing, encoding, imageSize, file));
    List<ImageRecord> records = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      records.add(reader.read());
    }
    return records;
  }

  @Override
  public void close() throws IOException {
    parquet.close();
  }
}
