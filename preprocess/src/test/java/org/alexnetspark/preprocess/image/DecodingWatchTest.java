package org.alexnetspark.preprocess.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  @Test
  void endsTheProcessAndNamesThePhotograph() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Hanging.class.getName())
            .start();
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(DecodingWatch.EXIT_STATUS);
    assertThat(errors).contains("n01/endless.JPEG");
  }

  /** A process whose decoder has hung for longer than is allowed. */
  static final class Hanging {
    private Hanging() {}

    public static void main(String[] arguments) {
      AtomicLong clock = new AtomicLong();
      DecodingWatch watch = new DecodingWatch(clock::get);
      watch.begin("n01/endless.JPEG");
      clock.set(DecodingWatch.LIMIT.toNanos() + 1);
      watch.look();
    }
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
