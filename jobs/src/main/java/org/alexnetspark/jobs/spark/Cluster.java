package org.alexnetspark.jobs.spark;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The Spark that a job was submitted to, with the settings that this project's jobs want unless the
 * user sets others.
 */
public final class Cluster {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          // One average of the weights and momentum comes back each round: 488 MB for the paper's
          // network.
          "spark.driver.maxResultSize", "2g",
          // Weights do not compress; trying costs more than sending them.
          "spark.shuffle.compress", "false",
          "spark.shuffle.spill.compress", "false",
          "spark.broadcast.compress", "false",
          // TCP has its own.
          "spark.broadcast.checksum", "false",
          // Fewer and larger pieces: fetching one costs a round trip.
          "spark.broadcast.blockSize", "16m",
          // Progress is shown by the jobs themselves.
          "spark.ui.showConsoleProgress", "false");

  /** Workers, cores of each, megabytes of each. */
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*\\d+\\s*,\\s*(\\d+)\\s*,\\s*\\d+\\s*]");

  /** Of executors, as JobMain has it for drivers: the same digits and letters everywhere. */
  private static final String LOCALE = " -Duser.language=en -Duser.region=US";

  private static final String PLUGINS = "spark.plugins";
  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

  /** dl4j-spark asks an NTP server for the time where nobody tells it not to. */
  private static final String TIME_SOURCE = "org.deeplearning4j.spark.time.TimeSource";

  private static final String SYSTEM_CLOCK = "org.deeplearning4j.spark.time.SystemClockTimeSource";

  private static volatile SparkContext started;

  private Cluster() {}

  /** Hadoop's settings as spark-submit was given them, before any Spark is started. */
  public static Configuration hadoopConfiguration() {
    return SparkHadoopUtil.get().newConfiguration(configuration());
  }

  /**
   * The path with its file system and from its root: executors have other working directories than
   * the driver, and may have another default file system.
   */
  public static String qualified(String uri, Configuration hadoop) throws IOException {
    Path path = new Path(uri);
    return path.getFileSystem(hadoop).makeQualified(path).toString();
  }

  /** Whether Spark would run in this process alone, as far as it was told by now. */
  public static boolean isLocal() {
    String master = new SparkConf().get("spark.master", "local[*]");
    return master.equals("local") || master.startsWith("local[");
  }

  /** Starts Spark. */
  public static JavaSparkContext start(String applicationName) {
    return start(applicationName, Map.of());
  }

  /**
   * Starts Spark.
   *
   * @param defaults settings of this job that go before the project's and after the user's
   */
  public static JavaSparkContext start(String applicationName, Map<String, String> defaults) {
    SparkConf conf = new SparkConf();
    defaults.forEach(conf::setIfMissing);
    DEFAULTS.forEach(conf::setIfMissing);
    conf.setIfMissing("spark.app.name", applicationName);
    conf.setIfMissing("spark.master", "local[*]");
    if (conf.get("spark.master").startsWith("local-cluster")) {
      add(PLUGINS, ExecutorsLeaveCtrlC.class.getName(), ",", conf);
    }
    System.getProperties().putIfAbsent(TIME_SOURCE, SYSTEM_CLOCK);
    add(EXECUTOR_OPTIONS, "-D" + TIME_SOURCE + "=" + SYSTEM_CLOCK + LOCALE, " ", conf);
    JavaSparkContext spark = new JavaSparkContext(conf);
    started = spark.sc();
    return spark;
  }

  /**
   * Ends the Spark that was started last, if it has not ended.
   *
   * @param status what YARN is told; with 0 it would take the application for one that succeeded
   */
  public static void stop(int status) {
    SparkContext last = started;
    if (last != null) {
      last.stop(status);
    }
  }

  private static void add(String setting, String value, String separator, SparkConf conf) {
    conf.set(setting, conf.contains(setting) ? conf.get(setting) + separator + value : value);
  }

  /** Tasks that can run at the same time, with the cpus and GPUs that each asks for. */
  public static int slots(JavaSparkContext spark) {
    SparkContext context = spark.sc();
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /** Executors that are there now; in local mode the driver is the only one. */
  public static int executors(JavaSparkContext spark) {
    return Math.max(1, spark.sc().getExecutorMemoryStatus().size() - 1);
  }

  /** Tasks that an executor runs at the same time. */
  public static int slotsOfAnExecutor(JavaSparkContext spark) {
    return slotsOfAnExecutor(spark.getConf(), slots(spark), executors(spark));
  }

  /**
   * Tasks that an executor runs at the same time: by its cores, which are those of {@code
   * spark.executor.cores}, else all of a worker where Spark's own cluster manager serves it, else
   * one.
   *
   * @param slots tasks at the same time on all executors
   * @param executors how many there are
   */
  public static int slotsOfAnExecutor(SparkConf conf, int slots, int executors) {
    Matcher ofWorkers = LOCAL_CLUSTER.matcher(conf.get("spark.master"));
    boolean coresAreSet = conf.contains("spark.executor.cores");
    if (!coresAreSet && conf.get("spark.master").startsWith("spark://")) {
      return (slots + executors - 1) / executors;
    }
    int cores =
        !coresAreSet && ofWorkers.matches()
            ? Integer.parseInt(ofWorkers.group(1))
            : conf.getInt("spark.executor.cores", 1);
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }

  private static SparkConf configuration() {
    SparkConf conf = new SparkConf();
    DEFAULTS.forEach(conf::setIfMissing);
    return conf;
  }
}
