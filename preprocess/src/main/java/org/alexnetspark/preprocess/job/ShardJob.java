package org.alexnetspark.preprocess.job;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.PhotographList;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Makes all shards of a split: one Spark stage, a shard a task. */
public final class ShardJob {
  private final JavaSparkContext spark;
  private final SplitSettings settings;
  private final ClassList classes;

  /** A job of these settings on that cluster. */
  public ShardJob(JavaSparkContext spark, SplitSettings settings, ClassList classes) {
    this.spark = spark;
    this.settings = settings;
    this.classes = classes;
  }

  /**
   * Runs the job.
   *
   * @param staging where attempts leave their files
   * @param progress is told how many photographs are done
   */
  public SplitOutcome run(PhotographList photographs, Path staging, LongConsumer progress) {
    ShardPlan plan = new ShardPlan(photographs, settings);
    return run(plan, plan.shards(), staging, progress);
  }

  /** As {@link #run(PhotographList, Path, LongConsumer)}, with the shards in so many tasks. */
  SplitOutcome run(ShardPlan plan, int tasks, Path staging, LongConsumer progress) {
    List<String> synsets = classes.classes().stream().map(each -> each.synset()).toList();
    Broadcast<ShardMaker.Work> work =
        spark.broadcast(new ShardMaker.Work(settings, synsets, staging.toString()));
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    JavaRDD<ShardPlan.Assignment> assignments = spark.parallelize(plan.assignments(), tasks);
    Collector collector = new Collector(plan.shards(), progress);
    spark.setJobDescription("Make " + plan.shards() + " shards of " + settings.split());
    try {
      spark
          .sc()
          .runJob(
              assignments.rdd(),
              new MakeShards(work, hadoop),
              collector,
              ClassTag$.MODULE$.apply(List.class));
    } finally {
      spark.setJobDescription(null);
      work.destroy();
      hadoop.destroy();
    }
    return new SplitOutcome(collector.outcomes());
  }

  /** What a task does. */
  private static final class MakeShards
      extends AbstractFunction2<TaskContext, Iterator<ShardPlan.Assignment>, List<ShardOutcome>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<ShardMaker.Work> work;
    private final Broadcast<SerializableConfiguration> hadoop;

    private MakeShards(
        Broadcast<ShardMaker.Work> work, Broadcast<SerializableConfiguration> hadoop) {
      this.work = work;
      this.hadoop = hadoop;
    }

    @Override
    public List<ShardOutcome> apply(TaskContext task, Iterator<ShardPlan.Assignment> assignments) {
      List<ShardOutcome> outcomes = new ArrayList<>();
      while (assignments.hasNext()) {
        ShardPlan.Assignment assignment = assignments.next();
        String attempt = task.taskAttemptId() + "-" + assignment.index();
        outcomes.add(
            Unchecked.io(
                () ->
                    new ShardMaker(work.value(), attempt, hadoop.value().value())
                        .make(assignment)));
      }
      return outcomes;
    }
  }

  /** Takes what tasks report, on the driver; Spark calls it once for each task that counts. */
  private static final class Collector
      extends AbstractFunction2<Object, List<ShardOutcome>, BoxedUnit> {
    private final ShardOutcome[] outcomes;
    private final LongConsumer progress;
    private long photographs;

    private Collector(int shards, LongConsumer progress) {
      this.outcomes = new ShardOutcome[shards];
      this.progress = progress;
    }

    @Override
    public BoxedUnit apply(Object partition, List<ShardOutcome> made) {
      for (ShardOutcome outcome : made) {
        outcomes[outcome.index()] = outcome;
        photographs += outcome.photographs();
      }
      progress.accept(photographs);
      return BoxedUnit.UNIT;
    }

    private List<ShardOutcome> outcomes() {
      return List.of(outcomes);
    }
  }
}
