package org.alexnetspark.model.device;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.model.device.DeviceChoice.Kind;
import org.alexnetspark.model.device.DeviceChoice.Precision;

/**
 * What a process, on its machine, can do with a library.
 *
 * @param whyNot why it cannot compute at all, in one line; empty where it can
 * @param fastest the numbers in which it computes fastest
 * @param refused in which numbers it does not compute, each with the reason in one line
 */
public record Ability(String whyNot, Precision fastest, Map<Precision, String> refused)
    implements Serializable {

  /** Keeps the reasons in the order of the precisions. */
  public Ability {
    refused = new TreeMap<>(refused);
  }

  /** Of a library that is there. */
  public static Ability of(Precision fastest, Map<Precision, String> refused) {
    return new Ability("", fastest, refused);
  }

  /** Of a library that cannot compute here. */
  public static Ability none(String whyNot) {
    return new Ability(whyNot, Precision.FP32, Map.of());
  }

  static Ability ofAbsent(Kind kind) {
    return none(
        "the jar of the " + kind + " device is not on the class path (see docs/" + kind + ".md)");
  }

  /** Whether it can compute. */
  public boolean isThere() {
    return whyNot.isEmpty();
  }

  /** What both can do. */
  Ability and(Ability other) {
    if (!isThere() || !other.isThere()) {
      return none(isThere() ? other.whyNot : whyNot);
    }
    Map<Precision, String> either = new TreeMap<>(other.refused);
    either.putAll(refused);
    return Ability.of(fastest == other.fastest ? fastest : Precision.FP32, either);
  }
}
