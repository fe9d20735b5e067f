package org.alexnetspark.preprocess.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RejectLimitTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1000, 0",
    "25, 10, 25",
    "1%, 1000, 10",
    "1%, 99, 0",
    "0.5%, 1281167, 6405",
    "100%, 7, 7"
  })
  void allows(String value, long files, long allowed) {
    assertThat(new RejectLimit(value).of(files)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "101%", "%", "many", "1 %"})
  void refuses(String value) {
    assertThatThrownBy(() -> new RejectLimit(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + value + "\"");
  }
}
