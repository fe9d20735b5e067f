package org.alexnetspark.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.spark.FloatVector;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.jobs.trained.Models;
import org.alexnetspark.jobs.trained.TrainedNetwork;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** A trained model in the driver's memory, and what of it has been handed to the executors. */
final class LoadedModel {
  private final ClassifyingModel model;
  private final SharedNetwork shared;
  private SparkContext context;
  private Broadcast<SharedNetwork> broadcast;

  private LoadedModel(ClassifyingModel model) {
    this.model = model;
    this.shared =
        new SharedNetwork(
            UUID.randomUUID().toString(),
            model.classifier(),
            new FloatVector(model.weights()),
            new FloatVector(model.mean()),
            model.imageSize(),
            model.classes().stream().map(SynsetClass::synset).toList(),
            model.classNames());
  }

  /**
   * Reads a model.
   *
   * @param uri a run's folder or a model's file, on any Hadoop file system
   * @throws IllegalArgumentException if there is none, or it is none
   */
  static LoadedModel read(String uri, Configuration hadoop) {
    try {
      return new LoadedModel(Models.named(ImageClassificationModel.MODEL_PATH, uri, hadoop));
    } catch (UnusableArgumentException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          ImageClassificationModel.MODEL_PATH + " " + uri + " cannot be read", e);
    }
  }

  /** The network as tasks use it; in this process at hand. */
  SharedNetwork network() {
    return shared;
  }

  /** The same for tasks: sent once to each executor that asks for it. */
  synchronized Broadcast<SharedNetwork> broadcast(SparkSession spark) {
    SparkContext asking = spark.sparkContext();
    if (!asking.equals(context)) {
      context = asking;
      broadcast = JavaSparkContext.fromSparkContext(asking).broadcast(shared);
    }
    return broadcast;
  }

  /**
   * Numbers of a layer's features.
   *
   * @throws IllegalArgumentException if there is no such layer
   */
  int featureLength(String layer) {
    TrainedNetwork trained =
        model
            .overTowers()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "layer is "
                            + layer
                            + ", but the model is a DL4J graph, whose layers are not known here"));
    List<LayerSpecification> layers = trained.network().layers();
    return layers.stream()
        .filter(each -> each.name().equals(layer))
        .mapToInt(
            each -> {
              int length = 0;
              for (int tower = 0; tower < trained.network().towers(); tower++) {
                length += each.outputLength(tower);
              }
              return length;
            })
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "layer is %s, must be one of %s",
                        layer,
                        String.join(
                            ", ", layers.stream().map(LayerSpecification::name).toList()))));
  }
}
