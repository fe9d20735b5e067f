package org.alexnetspark.jobs.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.alexnetspark.jobs.averaging.AveragingJob.Average;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.spark.Cluster;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class AveragingJobTest {
  private static final int PARAMETERS = 1_500_000;
  private static final long BYTES = 2L * Float.BYTES * PARAMETERS;
  private static final AtomicLong MOST_MEMORY = new AtomicLong();

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

  private static AveragedVectors zeros() {
    return AveragedVectors.of(new float[PARAMETERS], new float[PARAMETERS]);
  }

  private static Contribution<Integer> numbered(int worker, int examples, AveragedVectors result) {
    Arrays.fill(result.weights().values(), worker);
    Arrays.fill(result.momentum().values(), 10f * worker);
    return new Contribution<>(examples, 100 + worker);
  }

  @Test
  void workersCountByTheirExamplesAndReportInOrder() {
    Average<Integer> average =
        new AveragingJob(spark)
            .run(
                3,
                zeros(),
                (worker, start, result) -> numbered(worker, worker == 2 ? 2 : 1, result));
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
            .run(
                2,
                zeros(),
                (worker, start, result) -> numbered(worker + 1, worker == 0 ? 4 : 0, result));
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
                AveragedVectors.of(new float[1], new float[0]),
                (worker, start, result) -> {
                  result.weights().values()[0] = values[worker];
                  return new Contribution<>(1, worker);
                });
    assertThat(average.parameters().weights().values()).containsExactly(1f / 3);
  }

  /** A step that depends on where it starts and on who takes it. */
  private static Contribution<Integer> step(
      int worker, AveragedVectors start, AveragedVectors result) {
    for (int i = 0; i < PARAMETERS; i++) {
      result.weights().values()[i] = start.weights().values()[i] + (worker + 1) / (i + 3f);
      result.momentum().values()[i] = start.momentum().values()[i] / 3 + worker;
    }
    return new Contribution<>(1 + worker, worker);
  }

  private static AveragedVectors copy(AveragedVectors parameters) {
    return AveragedVectors.of(
        parameters.weights().values().clone(), parameters.momentum().values().clone());
  }

  @Test
  void aRoundFromTheLastAverageIsTheRoundFromACopyOfIt() {
    try (AveragingJob averaging = new AveragingJob(spark)) {
      AveragedVectors first = averaging.run(3, zeros(), AveragingJobTest::step).parameters();
      AveragedVectors copied = copy(first);
      Average<Integer> held = averaging.run(3, first, AveragingJobTest::step);
      Average<Integer> sent = averaging.run(3, copied, AveragingJobTest::step);
      assertThat(held.secondsBroadcast()).as("fetched from where it was averaged").isZero();
      assertThat(sent.secondsBroadcast()).isPositive();
      assertThat(held.parameters().weights().values())
          .isEqualTo(sent.parameters().weights().values());
      assertThat(held.parameters().momentum().values())
          .isEqualTo(sent.parameters().momentum().values());
    }
  }

  @Test
  void anAverageThatIsLostWithItsExecutorIsSentAgain() {
    try (AveragingJob averaging = new AveragingJob(spark)) {
      AveragedVectors first = averaging.run(2, zeros(), AveragingJobTest::step).parameters();
      float[] expected =
          averaging.run(2, copy(first), AveragingJobTest::step).parameters().weights().values();
      AveragedVectors again = averaging.run(2, zeros(), AveragingJobTest::step).parameters();
      dropAllBlocks();
      Average<Integer> average = averaging.run(2, again, AveragingJobTest::step);
      assertThat(average.secondsBroadcast()).isPositive();
      assertThat(average.parameters().weights().values()).isEqualTo(expected);
    }
  }

  @Test
  void whatAProcessHoldsInMemoryDoesNotGrowWithTheWorkers() {
    long withFour = mostMemoryOfBlocks(4);
    long withSixteen = mostMemoryOfBlocks(16);
    assertThat(withFour).isEqualTo(2 * BYTES);
    assertThat(withSixteen).isEqualTo(withFour);
  }

  /** Bytes of what workers handed in that are in this process's memory, where all workers are. */
  private static long mostMemoryOfBlocks(int workers) {
    dropAllBlocks();
    MOST_MEMORY.set(0);
    try (AveragingJob averaging = new AveragingJob(spark)) {
      Average<Integer> average =
          averaging.run(
              workers,
              zeros(),
              (worker, start, result) -> {
                MOST_MEMORY.accumulateAndGet(memoryOfBlocks(), Math::max);
                return numbered(worker, 1, result);
              });
      assertThat(average.parameters().weights().values())
          .as("what lay in files is in the mean")
          .startsWith((workers - 1) / 2f)
          .endsWith((workers - 1) / 2f);
    }
    return MOST_MEMORY.get();
  }

  private static long memoryOfBlocks() {
    BlockManager manager = SparkEnv.get().blockManager();
    long bytes = 0;
    for (BlockId block :
        JavaConverters.seqAsJavaList(manager.getMatchingBlockIds(BlockId::isRDD))) {
      bytes += manager.getStatus(block).get().memSize();
    }
    return bytes;
  }

  private static void dropAllBlocks() {
    int newest = spark.sc().newRddId();
    for (int id = 0; id < newest; id++) {
      spark.sc().env().blockManager().master().removeRdd(id, /* blocking= */ true);
    }
  }

  @Test
  void whatTheDriverReceivesDoesNotGrowWithTheWorkers() throws Exception {
    long withTwo = bytesToDriver(2);
    long withEight = bytesToDriver(8);
    assertThat(withTwo).isGreaterThan(BYTES);
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
    Average<Integer> average =
        new AveragingJob(spark)
            .run(workers, zeros(), (worker, start, result) -> numbered(worker, 1, result));
    spark.sc().listenerBus().waitUntilEmpty();
    spark.sc().removeSparkListener(listener);
    return bytes.get() + average.bytesFetched();
  }
}
