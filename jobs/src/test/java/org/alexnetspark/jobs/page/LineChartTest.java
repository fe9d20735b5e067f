package org.alexnetspark.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LineChartTest {
  private static final Pattern HEIGHT = Pattern.compile("height=\"(\\d+)");

  @Test
  void shortNamesStandBesideEachOther() {
    assertThat(heightOf("training", "validation")).isEqualTo(LineChart.HEIGHT);
  }

  @Test
  void namesThatWouldBeCutOffStandBelowEachOther() {
    assertThat(heightOf("one-worker, training", "one-worker, val", "two-workers, training"))
        .isGreaterThan(LineChart.HEIGHT);
  }

  private static int heightOf(String... names) {
    Map<String, LineChart.Line> lines = new LinkedHashMap<>();
    for (String name : names) {
      lines.put(name, new LineChart.Line(new double[] {0, 1}, new double[] {2, 1}));
    }
    byte[] svg = LineChart.svg("training images", "loss", lines, List.of());
    Matcher height = HEIGHT.matcher(new String(svg, StandardCharsets.UTF_8));
    assertThat(height.find()).isTrue();
    return Integer.parseInt(height.group(1));
  }
}
