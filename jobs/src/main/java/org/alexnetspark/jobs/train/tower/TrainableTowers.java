package org.alexnetspark.jobs.train.tower;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.jobs.lease.TowerNetwork;
import org.alexnetspark.jobs.train.options.LearningOptions;
import org.alexnetspark.jobs.train.options.NetworkOptions;
import org.alexnetspark.jobs.train.round.FeedingPlan;
import org.alexnetspark.jobs.train.round.RoundTrainer;
import org.alexnetspark.jobs.train.round.Trainable;
import org.alexnetspark.jobs.train.round.TrainingState;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.jobs.trained.TrainedNetwork;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * AlexNet, split over its towers.
 *
 * @param networkOfTheOptions whether the options say what the network is, not a model to start from
 * @param run URI of the run's folder
 */
public record TrainableTowers(
    StartingPoint startingPoint,
    boolean networkOfTheOptions,
    LearningOptions learning,
    PrincipalComponents colors,
    String run,
    long seed)
    implements Trainable {

  @Override
  public String name() {
    return "AlexNet";
  }

  @Override
  public ClassifyingNetwork network() {
    return new TowerNetwork(startingPoint.network());
  }

  @Override
  public int parameters() {
    return startingPoint.network().parameterCount();
  }

  @Override
  public int averagedMomentum() {
    return learning.momentumAcrossRounds().averaged() ? parameters() : 0;
  }

  @Override
  public int copiesOnDriver(int workers) {
    return 1;
  }

  @Override
  public Optional<DeviceChoice> onlyDevices() {
    return Optional.empty();
  }

  @Override
  public Map<String, String> sparkDefaults() {
    return Map.of();
  }

  @Override
  public double learningRate() {
    return learning.learningRate();
  }

  @Override
  public TrainingState start() throws IOException {
    return TrainingState.start(
        startingPoint.weights(learning, colors, seed),
        new float[averagedMomentum()],
        learning.learningRate());
  }

  @Override
  public boolean optionsSayTheStart() {
    return startingPoint.trained().isEmpty();
  }

  @Override
  public RoundTrainer trainer(
      JavaSparkContext spark, FeedingPlan feeding, DeviceChoice devices, Split split) {
    return new TowerRounds(
        spark,
        new TrainingPlan(
            feeding,
            run,
            startingPoint.network(),
            devices,
            learning.momentum(),
            learning.weightDecay(),
            learning.biasLearningRate().orElse(null),
            learning.schedule(),
            learning.momentumAcrossRounds()));
  }

  @Override
  public ClassifyingModel model(
      TrainingState learnt, int minibatchesPerEpoch, float[] mean, List<SynsetClass> classes) {
    return TrainedNetwork.of(startingPoint.network(), learnt.weights(), mean, classes);
  }

  @Override
  public String adviceWhenStuck() {
    return learning.initialization().wantsInputOfOne()
        ? ""
        : "On a small data set --init he gets it going. ";
  }

  @Override
  public List<String> optionsWithoutMeaning() {
    boolean networkOfTheModel = startingPoint.trained().isPresent() && !networkOfTheOptions;
    return networkOfTheModel
        ? NetworkOptions.OF_THE_NETWORK
        : NetworkOptions.withoutMeaningFor(startingPoint.network().name());
  }

  @Override
  public Optional<NetworkSpecification> specification() {
    return Optional.of(startingPoint.network());
  }

  @Override
  public Optional<String> graphFingerprint() {
    return Optional.empty();
  }

  @Override
  public Optional<String> graphConfiguration() {
    return Optional.empty();
  }
}
