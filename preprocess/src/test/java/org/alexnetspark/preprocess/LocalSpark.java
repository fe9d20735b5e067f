package org.alexnetspark.preprocess;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** One Spark for all tests of the JVM: starting it takes longer than most tests. */
public final class LocalSpark {
  private static final JavaSparkContext CONTEXT =
      new JavaSparkContext(
          new SparkConf()
              .setMaster("local[2]")
              .setAppName("preprocess tests")
              .set("spark.ui.enabled", "false"));

  private LocalSpark() {}

  /** The context, which ends with the JVM. */
  public static JavaSparkContext context() {
    return CONTEXT;
  }
}
