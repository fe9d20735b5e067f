package org.alexnetspark.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private final Figures figures =
      new Figures().add(new Figures.Row().with("encoding", "raw").with("images/s", 3.0 / 0));

  @Test
  void whatTookNoTimeHasNoRateInTheTable() {
    assertThat(printed(false)).contains("raw").doesNotContain("Infinity").endsWith("-\n");
  }

  @Test
  void whatTookNoTimeHasNoRateInJson() {
    assertThat(printed(true)).contains("\"images/s\":null");
  }

  private String printed(boolean json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    figures.print(new PrintStream(out, true, StandardCharsets.UTF_8), json);
    return out.toString(StandardCharsets.UTF_8);
  }
}
