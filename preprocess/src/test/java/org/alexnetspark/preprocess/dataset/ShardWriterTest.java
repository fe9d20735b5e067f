package org.alexnetspark.preprocess.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.image.Pixels;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardWriterTest {
  /** 307,200 bytes of pixels in a row group: more than are hashed at a time. */
  private static final int SIZE = 40;

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} rows end in a group of {2}")
  @CsvSource({"1, 1, 1", "64, 1, 64", "65, 2, 1", "200, 4, 8"})
  void endsRowGroupsByNumber(int rows, int groups, int last) throws IOException {
    Shard shard = write(rows);

    assertThat(shard.rows()).isEqualTo(rows);
    assertThat(shard.rowGroups()).hasSize(groups).endsWith(last);
    assertThat(shard.rowGroups().subList(0, groups - 1)).allMatch(count -> count == 64);
  }

  @Test
  void readsRowGroupsInAnyOrder() throws IOException {
    Shard shard = write(150);

    try (ShardReader reader = new ShardReader(hadoopFolder(), shard, HADOOP)) {
      assertRows(reader.readRowGroup(2), 128, 22);
      assertRows(reader.readRowGroup(0), 0, 64);
      assertRows(reader.readRowGroup(2), 128, 22);
      assertRows(reader.readRowGroup(1), 64, 64);
    }
  }

  @Test
  void describesTheFile() throws IOException {
    Shard shard = write(70);

    assertThat(folder.resolve(shard.file())).hasSize(shard.bytes());
    assertThat(shard.sha256())
        .isEqualTo(
            Sha256.ofFile(new org.apache.hadoop.fs.Path(hadoopFolder(), shard.file()), HADOOP));
  }

  /** Parquet's writer lists several encodings in an order that differs between processes. */
  @Test
  void columnsNameOneEncodingSoThatEveryProcessWritesTheSameBytes() throws IOException {
    Shard shard = write(10);

    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(hadoopFolder(), shard.file()), HADOOP))) {
      assertThat(reader.getFooter().getBlocks().get(0).getColumns())
          .allSatisfy(column -> assertThat(column.getEncodings()).hasToString("[PLAIN]"));
    }
  }

  @Test
  void aShardOfRejectsAloneHasNoRowGroups() throws IOException {
    Shard shard = write(0);

    assertThat(shard.rowGroups()).isEmpty();
    try (ShardReader reader = new ShardReader(hadoopFolder(), shard, HADOOP)) {
      assertThat(reader.rowGroups()).isZero();
    }
  }

  /** Hadoop keeps one for every 512 bytes of a local file, which took as long as the hash. */
  @Test
  void leavesNoChecksumsBesideTheShard() throws IOException {
    Shard shard = write(10);

    assertThat(folder).isDirectoryContaining(file -> file.endsWith(shard.file()));
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".crc"));
  }

  @Test
  void namesAShardThatIsMissingOrAnother() throws IOException {
    Shard shard = write(10);
    Shard longer = new Shard(shard.file(), 11, shard.bytes(), shard.sha256(), List.of(11));

    assertThatThrownBy(() -> new ShardReader(hadoopFolder(), longer, HADOOP))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(shard.file())
        .hasMessageContaining("[10]")
        .hasMessageContaining("[11]");
    Files.writeString(folder.resolve(shard.file()), "this is no Parquet file");
    assertThatThrownBy(() -> new ShardReader(hadoopFolder(), shard, HADOOP))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("no Parquet file");
    Files.delete(folder.resolve(shard.file()));
    assertThatThrownBy(() -> new ShardReader(hadoopFolder(), shard, HADOOP))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("missing");
  }

  private Shard write(int rows) throws IOException {
    try (ShardWriter writer =
        new ShardWriter(
            new org.apache.hadoop.fs.Path(hadoopFolder(), "shard.parquet"),
            "shard.parquet",
            Framing.CROP,
            Encoding.RAW,
            SIZE,
            HADOOP)) {
      for (int row = 0; row < rows; row++) {
        byte[] bgr = Pixels.swapRedAndBlue(pixels(row));
        writer.write(
            new ShardRow(row, row % 7, "n" + row % 7, "photo " + row, 9, 8, SIZE, SIZE, bgr));
      }
      return writer.finish();
    }
  }

  private static void assertRows(List<ImageRecord> records, int first, int count) {
    assertThat(records).hasSize(count);
    for (int i = 0; i < count; i++) {
      int row = first + i;
      assertThat(records.get(i).id()).isEqualTo(row);
      assertThat(records.get(i).label()).isEqualTo(row % 7);
      assertThat(records.get(i).path()).isEqualTo("photo " + row);
      assertThat(records.get(i).image().pixels()).isEqualTo(pixels(row));
    }
  }

  private static byte[] pixels(int row) {
    byte[] pixels = new byte[SIZE * SIZE * 3];
    new Random(row).nextBytes(pixels);
    return pixels;
  }

  private org.apache.hadoop.fs.Path hadoopFolder() {
    return new org.apache.hadoop.fs.Path(folder.toString());
  }
}
