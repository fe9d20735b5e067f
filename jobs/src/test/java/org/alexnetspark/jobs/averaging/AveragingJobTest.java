package org.alexnetspark.jobs.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.alexnetspark.jobs.averaging.AveragingJob.Average;
import org.alexnetspark.jobs.averaging.AveragingJob.Contribution;
import org.alexnetspark.jobs.cli.Cluster;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AveragingJobTest {
  private static final int PARAMETERS = 1_500_000;

  private static SparkForTests settings;
  private static JavaSparkContext spark;

  @BeforeAll
  static void startSpark() {
    settings = SparkForTests.local(2);
    spark = Cluster.start("averaging test");
  }

  @AfterAll
  static void stopSpark() {
    spark.close();
    settings.close();
  }

  private static Parameters zeros() {
    return Parameters.of(new float[PARAMETERS], new float[PARAMETERS]);
  }

  private static Contribution<Integer> numbered(int worker, int examples) {
    float[] weights = new float[PARAMETERS];
    Arrays.fill(weights, worker);
    float[] momentum = new float[PARAMETERS];
    Arrays.fill(momentum, 10f * worker);
    return new Contribution<>(examples, Parameters.of(weights, momentum), 100 + worker);
  }

  @Test
  void workersCountByTheirExamplesAndReportInOrder() {
    Average<Integer> average =
        new AveragingJob(spark)
            .run(3, zeros(), (worker, start) -> numbered(worker, worker == 2 ? 2 : 1));
    assertThat(average.reports()).containsExactly(100, 101, 102);
    assertThat(average.parameters().weights().values())
        .hasSize(PARAMETERS)
        .startsWith(1.25f)
        .endsWith(1.25f);
    assertThat(average.parameters().momentum().values()).startsWith(12.5f).endsWith(12.5f);
  }

  @Test
  void aWorkerWithoutExamplesHasNoSay() {
    Average<Integer> average =
        new AveragingJob(spark)
            .run(2, zeros(), (worker, start) -> numbered(worker + 1, worker == 0 ? 4 : 0));
    assertThat(average.parameters().weights().values()[7]).isCloseTo(1f, within(0f));
    assertThat(average.reports()).containsExactly(101, 102);
  }

  @Test
  void sumsAreInTheOrderOfTheWorkers() {
    // In any other order 1 is lost beside 2^60, even in double precision.
    float[] values = {0x1p60f, -0x1p60f, 1};
    Average<Integer> average =
        new AveragingJob(spark)
            .run(
                3,
                Parameters.of(new float[1], new float[0]),
                (worker, start) ->
                    new Contribution<>(
                        1, Parameters.of(new float[] {values[worker]}, new float[0]), worker));
    assertThat(average.parameters().weights().values()).containsExactly(1f / 3);
  }

  @Test
  void whatTheDriverReceivesDoesNotGrowWithTheWorkers() throws Exception {
    long withTwo = bytesToDriver(2);
    long withEight = bytesToDriver(8);
    assertThat(withTwo).isGreaterThan(2L * Float.BYTES * PARAMETERS);
    assertThat(withEight).isCloseTo(withTwo, Percentage.withPercentage(1));
  }

  private static long bytesToDriver(int workers) throws Exception {
    AtomicLong bytes = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onStageCompleted(SparkListenerStageCompleted stage) {
            bytes.addAndGet(stage.stageInfo().taskMetrics().resultSize());
          }
        };
    spark.sc().addSparkListener(listener);
    new AveragingJob(spark).run(workers, zeros(), (worker, start) -> numbered(worker, 1));
    spark.sc().listenerBus().waitUntilEmpty();
    spark.sc().removeSparkListener(listener);
    return bytes.get();
  }
}
