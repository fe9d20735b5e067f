package org.alexnetspark.preprocess.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;

/**
 * A required column of a row group on its way to the file: one page in Parquet's encoding PLAIN.
 * Numbers are little-endian, binary values follow their lengths, and there are no levels.
 */
final class PlainColumn {
  private static final int FIRST_CAPACITY = 1 << 12;

  private static final int NO_NULLS = 0;

  private final ColumnDescriptor descriptor;
  private Statistics<?> statistics;
  private ByteBuffer page = page(FIRST_CAPACITY);
  private int values;

  PlainColumn(ColumnDescriptor descriptor) {
    this.descriptor = descriptor;
    this.statistics = emptyStatistics();
  }

  void add(int value) {
    room(Integer.BYTES).putInt(value);
    statistics.updateStats(value);
    values++;
  }

  void add(long value) {
    room(Long.BYTES).putLong(value);
    statistics.updateStats(value);
    values++;
  }

  void add(byte[] value) {
    addOpaque(value);
    statistics.updateStats(Binary.fromConstantByteArray(value));
  }

  /** A value whose place between a smallest and a largest one tells nobody anything. */
  void addOpaque(byte[] value) {
    room(Integer.BYTES + value.length).putInt(value.length).put(value);
    values++;
  }

  /** Writes the page and begins the next. */
  void flush(ParquetFileWriter parquet) throws IOException {
    parquet.startColumn(descriptor, values, CompressionCodecName.UNCOMPRESSED);
    // Pages of the second version name one encoding. Those of the first name the levels' too, and
    // the
    // footer lists both in an order that changes from process to process.
    parquet.writeDataPageV2(
        values,
        NO_NULLS,
        values,
        BytesInput.empty(),
        BytesInput.empty(),
        Encoding.PLAIN,
        BytesInput.from(page.array(), page.arrayOffset(), page.position()),
        page.position(),
        statistics);
    parquet.endColumn();
    page.clear();
    values = 0;
    statistics = emptyStatistics();
  }

  private Statistics<?> emptyStatistics() {
    return Statistics.createStats(descriptor.getPrimitiveType());
  }

  private ByteBuffer room(int bytes) {
    if (page.remaining() < bytes) {
      int needed = Math.addExact(page.position(), bytes);
      page = page(Math.max(needed, 2 * page.capacity())).put(page.flip());
    }
    return page;
  }

  private static ByteBuffer page(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
