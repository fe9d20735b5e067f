package org.alexnetspark.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.alexnetspark.deploy.ChaosScenario.Disturbance;

/** What was tried and what came of it, a line a job, in a Markdown file that grows with each. */
final class ChaosTable {
  private static final int WIDTH = 90;

  private final Path file;
  private final List<String> lines = new ArrayList<>();

  ChaosTable(Path file) {
    this.file = file;
    lines.add("| job | seed | where | what happened (exit status; last line) | in the end | s |");
    lines.add("|---|---|---|---|---|---|");
  }

  /** A job that is about to be disturbed. */
  Row row(ChaosScenario scenario, String job) {
    return new Row(scenario, job);
  }

  /** A job's line as it comes into being. */
  final class Row {
    private final ChaosScenario scenario;
    private final String job;
    private final List<String> events = new ArrayList<>();

    private Row(ChaosScenario scenario, String job) {
      this.scenario = scenario;
      this.job = job;
    }

    /**
     * What happened.
     *
     * @param hit whether the job still ran at that moment
     */
    void add(Disturbance disturbance, boolean hit, Processes.Finished end) {
      String last = end.output().lines().reduce("", (before, line) -> line).replace('|', '/');
      events.add(
          String.format(
              Locale.ROOT,
              "%s at %.0f %%%s (%d; %s)",
              disturbance,
              100 * disturbance.moment(),
              hit ? "" : ", too late",
              end.status(),
              last.substring(0, Math.min(WIDTH, last.length()))));
    }

    void contradicted() {
      events.add("other arguments (2)");
    }

    void done(String outcome, long begin) throws IOException {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %s | %s | %.0f |",
              job,
              scenario.seed(),
              scenario.place().name().toLowerCase(Locale.ROOT),
              String.join("<br>", events),
              outcome,
              (System.nanoTime() - begin) / 1e9));
      Files.write(file, lines);
    }
  }
}
