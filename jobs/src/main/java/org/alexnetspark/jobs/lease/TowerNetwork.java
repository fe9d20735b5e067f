package org.alexnetspark.jobs.lease;

import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.specification.NetworkSpecification;

/** This project's own network, split over its towers. */
public record TowerNetwork(NetworkSpecification specification) implements ClassifyingNetwork {

  @Override
  public int classes() {
    return specification.classes();
  }

  @Override
  public int crop() {
    return specification.crop();
  }

  @Override
  public Lease borrow(int batchSize, DeviceChoice devices) {
    Loan<Network> loan = ExecutorNetworks.borrow(specification, batchSize, devices);
    return new Lease() {
      @Override
      public void setWeights(float[] weights) {
        loan.network().setParameters(weights);
      }

      @Override
      public void setWeights(String name, float[] weights) {
        loan.setParameters(name, weights);
      }

      @Override
      public void probabilities(Images inputs, int images, float[] outputs) {
        loan.network().probabilities(inputs, images, outputs);
      }

      @Override
      public void probabilitiesAndFeatures(
          Images inputs, int images, float[] outputs, String layer, float[] features) {
        loan.network().probabilitiesAndFeatures(inputs, images, outputs, layer, features);
      }

      @Override
      public void done() {
        loan.done();
      }

      @Override
      public void close() {
        loan.close();
      }
    };
  }
}
