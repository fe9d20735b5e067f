package org.alexnetspark.model.specification;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** The networks that have names; a new one is a line here and a class like {@link AlexNet}. */
public final class Networks {

  private static final Map<String, IntFunction<NetworkSpecification>> BY_NAME = byName();

  private Networks() {}

  private static Map<String, IntFunction<NetworkSpecification>> byName() {
    Map<String, IntFunction<NetworkSpecification>> networks = new LinkedHashMap<>();
    networks.put(AlexNet.NAME, AlexNet::paper);
    Arrays.stream(AlexNetSource.values()).forEach(net -> networks.put(net.networkName(), net::of));
    Arrays.stream(Vgg.values()).forEach(vgg -> networks.put(vgg.networkName(), vgg::paper));
    networks.put(FourLayers.NAME, FourLayers::of);
    return networks;
  }

  /** All names. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** Whether a network's paper subtracts a mean colour from images, and not a mean image. */
  public static boolean subtractsMeanColor(String name) {
    return Arrays.stream(Vgg.values()).anyMatch(vgg -> vgg.networkName().equals(name));
  }

  /** The side of a network's crops; empty if there is none of the name. */
  public static Optional<Integer> crop(String name) {
    return Optional.ofNullable(BY_NAME.get(name)).map(network -> network.apply(2).crop());
  }

  /**
   * A network as its paper has it.
   *
   * @throws IllegalArgumentException if there is none of the name, with those that there are
   */
  public static NetworkSpecification paper(String name, int classes) {
    IntFunction<NetworkSpecification> network = BY_NAME.get(name);
    if (network == null) {
      throw new IllegalArgumentException(
          "'" + name + "' is not one of " + String.join(", ", names()));
    }
    return network.apply(classes);
  }
}
