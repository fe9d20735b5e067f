package org.alexnetspark.model.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ViewTest {
  @Test
  void tenViewsAreFourCornersAndTheCentreAndTheirMirrorImages() {
    List<View> views = View.ten(256, 224);
    assertThat(views)
        .containsExactlyInAnyOrder(
            new View(0, 0, false),
            new View(32, 0, false),
            new View(16, 16, false),
            new View(0, 32, false),
            new View(32, 32, false),
            new View(0, 0, true),
            new View(32, 0, true),
            new View(16, 16, true),
            new View(0, 32, true),
            new View(32, 32, true));
  }
}
