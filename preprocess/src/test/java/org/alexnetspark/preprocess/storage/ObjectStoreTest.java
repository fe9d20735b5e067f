package org.alexnetspark.preprocess.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectStoreTest {
  private static final org.apache.hadoop.fs.Path ANYWHERE =
      new org.apache.hadoop.fs.Path("/anywhere");

  @TempDir private Path folder;
  private Path file;
  private FileSystem store;

  @BeforeEach
  void connect() throws IOException {
    file = folder.resolve("file");
    store = StoreOnDisk.at(folder).getFileSystem(StoreOnDisk.configuration());
  }

  private void write(FileContent content) throws IOException {
    ObjectStore.write(store, StoreOnDisk.at(file), content);
  }

  private void writeText(OutputStream out) throws IOException {
    out.write("new".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aFileIsThereWhenAllOfItIsWritten() throws IOException {
    write(
        out -> {
          writeText(out);
          out.close(); // too early: it may still fail
          assertThat(file).doesNotExist();
        });

    assertThat(file).hasContent("new");
  }

  @Test
  void theOldOneStaysWhereWritingFails() throws IOException {
    Files.writeString(file, "old");

    assertThatThrownBy(
            () ->
                write(
                    out -> {
                      try (ZipOutputStream zip = new ZipOutputStream(out)) {
                        zip.putNextEntry(new ZipEntry("weights"));
                        throw new IOException("no connection");
                      }
                    }))
        .hasMessage("no connection");

    assertThat(file).hasContent("old");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3a", "s3", "gs", "oss", "cosn"})
  void storesOfObjects(String scheme) {
    assertThat(ObjectStore.holds(new Named(scheme, false))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "hdfs", "viewfs", "abfs", "abfss", "imagenet"})
  void whatIsWrittenAsideAndRenamedElsewhere(String scheme) {
    assertThat(ObjectStore.holds(new Named(scheme, true))).isFalse();
    assertThatCode(() -> ObjectStore.checkSuits(new Named(scheme, true), ANYWHERE))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abfs", "abfss", "wasb", "wasbs"})
  void azureWithoutAHierarchyIsRefusedInALine(String scheme) {
    assertThatThrownBy(() -> ObjectStore.checkSuits(new Named(scheme, false), ANYWHERE))
        .isInstanceOf(UnsuitableStoreException.class)
        .hasMessageContainingAll(ANYWHERE.toString(), "hierarchical namespace", "abfs://")
        .hasMessageNotContaining("\n");
  }

  /** A file system of which only the name is known, and whether tags outlive a renaming. */
  private static final class Named extends RawLocalFileSystem {
    private final String scheme;
    private final boolean keepsTags;

    private Named(String scheme, boolean keepsTags) {
      this.scheme = scheme;
      this.keepsTags = keepsTags;
      setConf(new Configuration());
    }

    @Override
    public URI getUri() {
      return URI.create(scheme + "://place/");
    }

    @Override
    public boolean hasPathCapability(org.apache.hadoop.fs.Path path, String capability) {
      return keepsTags && capability.equals(CommonPathCapabilities.ETAGS_PRESERVED_IN_RENAME);
    }
  }
}
