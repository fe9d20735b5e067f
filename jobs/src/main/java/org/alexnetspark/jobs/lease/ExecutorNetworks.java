package org.alexnetspark.jobs.lease;

import org.alexnetspark.jobs.device.TaskDevices;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.NetworkSpecification;

/** This project's own networks, where the tasks run. */
public final class ExecutorNetworks {
  private static final Lending<Network> NETWORKS =
      new Lending<>(Network::setParameters, Network::close);

  private record Purpose(NetworkSpecification network, int batchSize, DeviceChoice devices) {
    Network make() {
      int towers = network.towers();
      return new Network(
          network, batchSize, devices.forTowers(towers, TaskDevices.current().ofTowers(towers)));
    }
  }

  private ExecutorNetworks() {}

  /** A network that nobody else uses until the loan is closed. */
  public static Loan<Network> borrow(
      NetworkSpecification specification, int batchSize, DeviceChoice devices) {
    Purpose purpose = new Purpose(specification, batchSize, devices);
    return NETWORKS.borrow(purpose, purpose::make);
  }

  /** How many networks nobody uses at the moment. */
  static int idle() {
    return NETWORKS.idle();
  }
}
