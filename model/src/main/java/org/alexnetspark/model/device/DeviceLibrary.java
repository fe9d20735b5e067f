package org.alexnetspark.model.device;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.alexnetspark.model.device.DeviceChoice.Kind;
import org.alexnetspark.model.device.DeviceChoice.Precision;

/**
 * A library that computes, with its {@link Device}s. All are found in one way, as Java's services:
 * a further one is a jar with an implementation and its name in {@code META-INF/services}.
 */
public interface DeviceLibrary {

  /** Which of the devices that users name it is. */
  Kind kind();

  /** What it can do in this process, on its machine. */
  Ability ability();

  /**
   * New devices, one for each tower; only where it is able to.
   *
   * @param precision one that it knows here
   * @param addresses the GPU of each tower, as its cluster calls it: numbers from 0 on; empty where
   *     nobody gave any. Processors do not care, they share the cores
   */
  List<Device> forTowers(int towers, Precision precision, List<String> addresses);

  /** The library of this kind, if the process has it. */
  static Optional<DeviceLibrary> find(Kind kind) {
    return ServiceLoader.load(DeviceLibrary.class, DeviceLibrary.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(library -> library.kind() == kind)
        .findFirst();
  }

  /** What this process can do with the library of this kind. */
  static Ability abilityOf(Kind kind) {
    return find(kind).map(DeviceLibrary::ability).orElseGet(() -> Ability.ofAbsent(kind));
  }
}
