package org.alexnetspark.preprocess.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DecodingWatchTest {
  private final AtomicLong clock = new AtomicLong(7);
  private final DecodingWatch watch = new DecodingWatch(clock::get);

  @Test
  void namesAPhotographThatTakesTooLong() {
    watch.begin("n01/endless.JPEG");
    pass(DecodingWatch.LIMIT);
    assertThat(watch.overdue()).isNull();
    pass(Duration.ofNanos(1));
    assertThat(watch.overdue()).contains("n01/endless.JPEG", "120 s");
  }

  @Test
  void forgetsWhatIsDone() {
    watch.begin("n01/a.JPEG");
    watch.end();
    pass(DecodingWatch.LIMIT.plusSeconds(1));
    assertThat(watch.overdue()).isNull();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
