package org.alexnetspark.model.specification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ParameterTableTest {

  private static final NetworkSpecification PAPER = AlexNet.paper(1000);

  @Test
  void namesWhatEachLayerHas() {
    assertThat(ParameterTable.of(PAPER).lines().toList())
        .contains(
            "conv1  2 x 48 11x11x3/4 image  27x27x96          34,944    105,415,200",
            "conv3  2 x 192 3x3x256  both   13x13x384        885,120    149,520,384",
            "all                                          60,965,224    724,406,816");
    assertThat(ParameterTable.of(PAPER.withClasses(5))).contains("fc8    3 + 2 ");
    assertThat(ParameterTable.of(PAPER.withArrangement(Arrangement.HALF)))
        .contains("conv1  48 11x11x3/4 ")
        .doesNotContain("both");
  }

  @Test
  void theDocumentationHasTheSameTable() throws IOException {
    Path page = Path.of("..", "docs", "network.md");

    String indented = ParameterTable.of(PAPER).indent(4);

    assertThat(Files.readString(page)).contains(indented);
  }
}
