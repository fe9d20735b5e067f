package org.alexnetspark.jobs.device;

import java.io.Serializable;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.model.device.Abilities;
import org.alexnetspark.model.device.DeviceChoice;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What the executors can compute with. They decide what {@code auto} means, not the machine of the
 * driver, which may be an old one at the cluster's edge; and all workers of a run have to compute
 * with the same.
 */
public record ExecutorAbilities(List<Answer> answers) {

  /**
   * What one executor said.
   *
   * @param executor Spark's name of it
   * @param host that it runs on
   */
  public record Answer(String executor, String host, Abilities abilities) implements Serializable {
    private static Answer ofThisProcess() {
      TaskDevices task = TaskDevices.current();
      return new Answer(task.executor(), task.host(), Abilities.here());
    }
  }

  public ExecutorAbilities {
    answers = List.copyOf(answers);
  }

  /**
   * Asks all executors that are there: a task for each slot, which Spark hands to all free slots
   * before any gets a second one; and again, should more have come meanwhile.
   */
  public static ExecutorAbilities ask(JavaSparkContext spark) {
    spark.setJobDescription("what executors can compute with");
    Collection<Answer> answers = new LinkedHashSet<>();
    int asked;
    do {
      asked = Math.max(1, Cluster.slots(spark));
      List<Integer> slots = IntStream.range(0, asked).boxed().toList();
      answers.addAll(spark.parallelize(slots, asked).map(slot -> Answer.ofThisProcess()).collect());
    } while (Cluster.slots(spark) > asked);
    return new ExecutorAbilities(List.copyOf(answers));
  }

  /** What every one of them has. */
  public Abilities common() {
    return answers.stream().map(Answer::abilities).reduce(Abilities::and).orElseThrow();
  }

  /**
   * Which of them would take what, where they would not all take the same; else empty.
   *
   * @param wanted what is left to them to decide
   */
  public String differences(DeviceChoice wanted) {
    Map<String, TreeSet<String>> hosts = new TreeMap<>();
    for (Answer answer : answers) {
      String choice = wanted.resolvedFor(answer.abilities()).toString();
      hosts.computeIfAbsent(choice, any -> new TreeSet<>()).add(answer.host());
    }
    return hosts.size() < 2
        ? ""
        : hosts.entrySet().stream()
            .map(each -> each.getKey() + " on " + String.join(", ", each.getValue()))
            .collect(Collectors.joining("; "));
  }
}
