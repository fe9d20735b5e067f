package org.alexnetspark.ml;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that are added, by name; those without a name are not.
 *
 * @param probability vector of each class's probability
 * @param prediction label of the most probable class, a double as everywhere in Spark ML
 * @param predictedLabel its synset: the name of its folder
 * @param predictedWords what people call it
 * @param features vector of a layer's activations
 * @param reason why there are none of the others, where there are none
 */
record Outputs(
    String probability,
    String prediction,
    String predictedLabel,
    String predictedWords,
    String features,
    String reason)
    implements Serializable {

  /** Whether anything needs the probabilities. */
  boolean needProbabilities() {
    return !(probability + prediction + predictedLabel + predictedWords).isEmpty();
  }

  /** The columns that are added, all of which may be null. */
  StructType columns() {
    StructType columns = new StructType();
    if (!probability.isEmpty()) {
      columns = columns.add(probability, SQLDataTypes.VectorType());
    }
    if (!prediction.isEmpty()) {
      columns = columns.add(prediction, DataTypes.DoubleType);
    }
    if (!predictedLabel.isEmpty()) {
      columns = columns.add(predictedLabel, DataTypes.StringType);
    }
    if (!predictedWords.isEmpty()) {
      columns = columns.add(predictedWords, DataTypes.StringType);
    }
    if (!features.isEmpty()) {
      columns = columns.add(features, SQLDataTypes.VectorType());
    }
    if (!reason.isEmpty()) {
      columns = columns.add(reason, DataTypes.StringType);
    }
    return columns;
  }

  /** The values of an image that was scored, in the order of {@link #columns}. */
  List<Object> values(Scores scores, SharedNetwork network) {
    List<Object> values = new ArrayList<>();
    if (!probability.isEmpty()) {
      values.add(Vectors.dense(scores.probabilities()));
    }
    if (!prediction.isEmpty()) {
      values.add((double) scores.prediction());
    }
    if (!predictedLabel.isEmpty()) {
      values.add(network.synsets().get(scores.prediction()));
    }
    if (!predictedWords.isEmpty()) {
      values.add(network.words().get(scores.prediction()));
    }
    if (!features.isEmpty()) {
      values.add(Vectors.dense(scores.features()));
    }
    if (!reason.isEmpty()) {
      values.add(null);
    }
    return values;
  }

  /** The values of one that was not, and why. */
  List<Object> refusal(String why) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < columns().size(); i++) {
      values.add(null);
    }
    if (!reason.isEmpty()) {
      values.set(values.size() - 1, why);
    }
    return values;
  }
}
