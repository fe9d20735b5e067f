package org.alexnetspark.model.device;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.model.device.DeviceChoice.Kind;

/**
 * What a process, on its machine, can compute with.
 *
 * @param byKind what it can do with each library
 */
public record Abilities(Map<Kind, Ability> byKind) implements Serializable {

  /** Keeps the kinds in their order. */
  public Abilities {
    byKind = new TreeMap<>(byKind);
  }

  /** Those of this process. */
  public static Abilities here() {
    Map<Kind, Ability> found = new TreeMap<>();
    Kind.ofLibraries().forEach(kind -> found.put(kind, DeviceLibrary.abilityOf(kind)));
    return new Abilities(found);
  }

  /** What it can do with a library. */
  public Ability of(Kind kind) {
    return byKind.getOrDefault(kind, Ability.ofAbsent(kind));
  }

  /** What both have. */
  public Abilities and(Abilities other) {
    Map<Kind, Ability> common = new TreeMap<>();
    Kind.ofLibraries().forEach(kind -> common.put(kind, of(kind).and(other.of(kind))));
    return new Abilities(common);
  }
}
