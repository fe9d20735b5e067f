package org.alexnetspark.ml;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.StructType;

/** Trained networks as functions of SQL. */
public final class ImageFunctions {
  private ImageFunctions() {}

  /**
   * Registers a function of one image, the bytes of a file or a struct of Spark's image schema,
   * that returns a struct with the columns that the model would add: {@code select
   * classify(content).predictedLabel from photographs}. It looks at one image at a time; for many,
   * {@link ImageClassificationModel#transform} is faster.
   *
   * @param name of the function in the session's SQL
   * @throws IllegalArgumentException if the model cannot be read
   */
  public static void register(SparkSession spark, String name, ImageClassificationModel model) {
    LoadedModel loaded = model.loaded();
    StructType result = model.outputs().columns();
    UDF1<Object, ?> function =
        new ImageFunction(
            loaded.broadcast(spark),
            model.scoring().withBatchSize(1),
            model.outputs(),
            model.featureLength(loaded));
    spark.udf().register(name, function, result);
  }
}
