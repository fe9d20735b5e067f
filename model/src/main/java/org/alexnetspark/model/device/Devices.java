package org.alexnetspark.model.device;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.alexnetspark.model.device.nd4j.Nd4jDevice;

/**
 * What computes, and in which numbers: the one place that knows every implementation of {@link
 * Device}.
 *
 * @param kind which implementation
 * @param precision which numbers
 */
public record Devices(Kind kind, Precision precision) implements Serializable {

  /** An implementation of {@link Device}, or a rule that picks one. */
  public enum Kind {
    /** The fastest that the machine has. */
    AUTO,
    /** The fastest on the processor. */
    CPU,
    /** ND4J's operations on the processor: the reference. */
    ND4J;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Numbers that signals and products are made of. */
  public enum Precision {
    /** What the machine does best. */
    AUTO,
    /** 32-bit floating point throughout. */
    FP32;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The fastest that the machine has. */
  public static Devices fastest() {
    return new Devices(Kind.AUTO, Precision.AUTO);
  }

  /** This choice with nothing left open, as this machine decides it. */
  public Devices resolved() {
    return new Devices(Kind.ND4J, Precision.FP32);
  }

  /** New devices of the resolved choice, one for each tower; they share the processor's cores. */
  public List<? extends Device> forTowers(int towers) {
    return Nd4jDevice.forTowers(towers);
  }

  @Override
  public String toString() {
    return kind + " " + precision;
  }
}
