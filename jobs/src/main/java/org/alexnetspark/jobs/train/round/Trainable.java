package org.alexnetspark.jobs.train.round;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.apache.spark.api.java.JavaSparkContext;

/** What a run trains: AlexNet over its towers, or any DL4J graph. */
public interface Trainable {

  /** What people call it. */
  String name();

  /** What classifies with its weights. */
  ClassifyingNetwork network();

  /** Weights and biases. */
  int parameters();

  /** How many numbers of momentum, or what else the update rule keeps, are averaged with them. */
  int averagedMomentum();

  /** Copies of all that is averaged that come to the driver at a time. */
  int copiesOnDriver(int workers);

  /** What computes it, where that is no choice. */
  Optional<DeviceChoice> onlyDevices();

  /** Settings of Spark that this needs where the user says nothing. */
  Map<String, String> sparkDefaults();

  /** To start with. */
  double learningRate();

  /** The state that a new run begins with. */
  TrainingState start() throws IOException;

  /** Whether {@link #start} follows from the run's options alone, not from another file. */
  boolean optionsSayTheStart();

  /**
   * Trains it.
   *
   * @param devices that compute
   * @param split that is trained on
   */
  RoundTrainer trainer(
      JavaSparkContext spark, FeedingPlan feeding, DeviceChoice devices, Split split);

  /**
   * Puts to what was learnt what predicting needs besides it.
   *
   * @param minibatchesPerEpoch of the worker that has most
   */
  ClassifyingModel model(
      TrainingState learnt, int minibatchesPerEpoch, float[] mean, List<SynsetClass> classes);

  /** What may get a network going that does not begin to learn; may be empty. */
  String adviceWhenStuck();

  /** Options that say nothing about it. */
  List<String> optionsWithoutMeaning();

  /** AlexNet's specification, where it is one. */
  Optional<NetworkSpecification> specification();

  /** SHA-256 of a graph's configuration, where it is one. */
  Optional<String> graphFingerprint();

  /** A graph's configuration in JSON, where it is one. */
  Optional<String> graphConfiguration();
}
