package org.alexnetspark.jobs.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sets what spark-submit would have set, as long as it is open. */
public final class SparkForTests implements AutoCloseable {
  /**
   * Options for a JVM that lives for seconds, on cores that others want too: what C2 would compile
   * does not run for long enough to pay for it. A short job takes two fifths less of the processor.
   */
  static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final Map<String, String> before = new HashMap<>();

  private SparkForTests() {}

  /** Everything in this process. */
  public static SparkForTests local(int slots) {
    SparkForTests spark = new SparkForTests();
    spark.set("spark.master", "local[" + slots + "]");
    spark.set("spark.ui.enabled", "false");
    return spark;
  }

  /**
   * Executors that are processes of their own, with a core each, on the class path of the test.
   *
   * @param emptyFolder stands for a Spark installation, of which nothing is needed
   */
  public static SparkForTests localCluster(int executors, Path emptyFolder) {
    SparkForTests spark = local(1);
    spark.set("spark.master", "local-cluster[" + executors + ",1,1024]");
    spark.set("spark.testing", "1");
    spark.set("spark.test.home", emptyFolder.toString());
    spark.set("spark.executorEnv.SPARK_SCALA_VERSION", "2.12");
    spark.set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    spark.set("spark.executor.defaultJavaOptions", String.join(" ", SHORT_LIVED));
    return spark;
  }

  /** Sets one more property. */
  public SparkForTests with(String property, String value) {
    set(property, value);
    return this;
  }

  /** All that is set, for processes to be started. */
  public Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    before.keySet().forEach(name -> properties.put(name, System.getProperty(name)));
    return properties;
  }

  /** Sets another property of Spark. */
  public void set(String property, String value) {
    before.putIfAbsent(property, System.getProperty(property));
    System.setProperty(property, value);
  }

  @Override
  public void close() {
    before.forEach(
        (property, value) -> {
          if (value == null) {
            System.clearProperty(property);
          } else {
            System.setProperty(property, value);
          }
        });
  }
}
