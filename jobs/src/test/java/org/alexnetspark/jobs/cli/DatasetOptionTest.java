package org.alexnetspark.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class DatasetOptionTest {
  private static DatasetOption parsed(String uri) {
    return CommandLine.populateCommand(new DatasetOption(), "--data", uri);
  }

  @Test
  void aRelativePathIsNamedFromTheRootForExecutorsWorkElsewhere() {
    assertThat(parsed("some/dataset").uri())
        .isEqualTo("file:" + Path.of("some/dataset").toAbsolutePath());
  }

  @Test
  void aFileSystemThatNobodyKnowsIsRefused() {
    assertThatThrownBy(() -> parsed("nowhere://host/dataset"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--data")
        .hasMessageContaining("nowhere://host/dataset");
  }
}
