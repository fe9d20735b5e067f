package org.alexnetspark.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.alexnetspark.jobs.train.options.ImageVariation;
import org.alexnetspark.jobs.train.options.LearningOptions;
import org.alexnetspark.jobs.train.options.MomentumAcrossRounds;
import org.alexnetspark.jobs.train.round.FeedingPlan;
import org.alexnetspark.jobs.train.tower.StartingPoint;
import org.alexnetspark.jobs.train.tower.TrainableTowers;
import org.alexnetspark.model.input.PreparedBy;
import org.alexnetspark.model.specification.AlexNet;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MemoryCheckTest {
  private static final long GIGABYTE = 1L << 30;

  private static MemoryCheck check(int workers, MomentumAcrossRounds momentum) {
    return check(workers, momentum, PreparedBy.HOST);
  }

  private static MemoryCheck check(
      int workers, MomentumAcrossRounds momentum, PreparedBy preparedBy) {
    FeedingPlan feeding =
        new FeedingPlan(
            "run",
            "dataset",
            224,
            null,
            null,
            workers,
            128,
            0,
            ImageVariation.ofPaper(0.1),
            preparedBy);
    LearningOptions learning = new LearningOptions();
    new CommandLine(learning)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs("--momentum-across-rounds", momentum.toString());
    return new MemoryCheck(
        new TrainableTowers(
            StartingPoint.drawn(AlexNet.paper(1000)), true, learning, null, "folder", 0),
        feeding,
        256 * 256);
  }

  private static SparkConf cluster(String executorMemory) {
    return new SparkConf(false)
        .set("spark.master", "yarn")
        .set("spark.executor.memory", executorMemory);
  }

  @Test
  void thePapersNetworkNeedsSomeCopiesOfItsWeightsAndMomentumWhateverTheWorkers() {
    MemoryCheck two = check(2, MomentumAcrossRounds.AVERAGE);
    assertThat(two.driver()).isBetween(2 * GIGABYTE, 3 * GIGABYTE);
    assertThat(two.executor(1)).isBetween(2 * GIGABYTE, 3 * GIGABYTE);
    assertThat(check(1000, MomentumAcrossRounds.AVERAGE).driver()).isEqualTo(two.driver());
    assertThat(check(2, MomentumAcrossRounds.RESET).driver()).isLessThan(two.driver());
  }

  @Test
  void aHeapThatIsTooSmallIsNamedWithTheSettingThatChangesIt() {
    MemoryCheck check = check(2, MomentumAcrossRounds.AVERAGE);
    assertThatThrownBy(() -> check.require(cluster("4g"), GIGABYTE, 2, 1))
        .hasMessageContaining("60,965,224 parameters")
        .hasMessageContaining("1,024")
        .hasMessageContaining("--driver-memory");
    assertThatThrownBy(() -> check.require(cluster("1g"), 4 * GIGABYTE, 2, 1))
        .hasMessageContaining("--executor-memory");
    assertThatCode(() -> check.require(cluster("4g"), 4 * GIGABYTE, 2, 1))
        .doesNotThrowAnyException();
  }

  @Test
  void anExecutorNeedsMoreForEachTaskThatItRunsAtATime() {
    MemoryCheck check = check(2, MomentumAcrossRounds.AVERAGE);
    SparkConf fourCores = cluster("4g").set("spark.executor.cores", "4");
    assertThatThrownBy(() -> check.require(fourCores, 4 * GIGABYTE, 4, 1))
        .hasMessageContaining("4 tasks at a time");
    assertThatCode(() -> check.require(fourCores.set("spark.task.cpus", "4"), 4 * GIGABYTE, 1, 1))
        .as("a task that takes all cores")
        .doesNotThrowAnyException();
  }

  @Test
  void coresAreThoseOfTheWorkersWhereNobodySetsThem() {
    MemoryCheck check = check(2, MomentumAcrossRounds.AVERAGE);
    SparkConf localCluster = cluster("4g").set("spark.master", "local-cluster[2, 4, 8192]");
    assertThatThrownBy(() -> check.require(localCluster, 4 * GIGABYTE, 8, 2))
        .hasMessageContaining("4 tasks at a time");
    SparkConf standalone = cluster("4g").set("spark.master", "spark://host:7077");
    assertThatThrownBy(() -> check.require(standalone, 4 * GIGABYTE, 15, 2))
        .hasMessageContaining("8 tasks at a time");
    assertThatCode(
            () -> check.require(standalone.set("spark.executor.cores", "1"), 4 * GIGABYTE, 15, 15))
        .doesNotThrowAnyException();
  }

  @Test
  void minibatchesThatTheDeviceIsToPrepareAreSmaller() {
    long byHost = check(2, MomentumAcrossRounds.AVERAGE, PreparedBy.HOST).executor(1);
    long byDevice = check(2, MomentumAcrossRounds.AVERAGE, PreparedBy.DEVICE).executor(1);
    assertThat(byHost - byDevice)
        .as("three minibatches of 128 images, floats of crops or bytes of whole images")
        .isEqualTo(3 * 128 * 3 * (4 * 224 * 224 - 256 * 256));
  }

  @Test
  void inOneProcessTheDriverNeedsWhatExecutorsWouldToo() {
    SparkConf local = new SparkConf(false).set("spark.master", "local[2]");
    assertThatThrownBy(
            () -> check(2, MomentumAcrossRounds.AVERAGE).require(local, 4 * GIGABYTE, 2, 1))
        .hasMessageContaining("--driver-memory");
  }
}
