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

  @Test
  void fiftyViewsAreAGridOfFiveByFiveAndTheirMirrorImages() {
    List<View> views = View.of(50, 288, 258, 224);
    assertThat(views).hasSize(50).doesNotHaveDuplicates();
    assertThat(views.stream().map(View::left).distinct()).containsExactly(0, 16, 32, 48, 64);
    assertThat(views.stream().map(View::top).distinct()).containsExactly(0, 9, 17, 26, 34);
    assertThat(views.stream().filter(View::mirrored)).hasSize(25);
  }

  @Test
  void theCentreOfAnImageThatIsNotSquareIsItsOwn() {
    assertThat(View.of(1, 341, 256, 224)).containsExactly(new View(58, 16, false));
    assertThat(View.of(10, 341, 256, 224))
        .contains(new View(117, 32, false), new View(117, 32, true), new View(58, 16, true));
  }
}
