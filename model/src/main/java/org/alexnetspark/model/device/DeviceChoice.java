package org.alexnetspark.model.device;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.alexnetspark.model.input.PreparedBy;

/**
 * What computes, and in which numbers.
 *
 * @param kind which implementation
 * @param precision which numbers
 */
public record DeviceChoice(Kind kind, Precision precision) implements Serializable {

  /** An implementation of {@link Device}, or a rule that picks one. */
  public enum Kind {
    /** GPUs where the machine has them and the library for them, else the fastest processor. */
    AUTO,
    /** The fastest on the processor. */
    CPU,
    /** ND4J's operations on the processor: the reference. */
    ND4J,
    /** oneDNN called directly, on x86-64 processors. */
    ONEDNN,
    /** NVIDIA's libraries on GPUs. */
    CUDA;

    /** Those that are a library, not a rule. */
    static List<Kind> ofLibraries() {
      return List.of(CUDA, ONEDNN, ND4J);
    }

    /** What the rule chooses from, the fastest first. */
    private List<Kind> candidates() {
      return switch (this) {
        case AUTO -> ofLibraries();
        case CPU -> List.of(ONEDNN, ND4J);
        default -> List.of(this);
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Numbers that signals and products are made of. */
  public enum Precision {
    /** bf16 where the processor or GPU is faster in it, else fp32. */
    AUTO,
    /** 32-bit floating point throughout. */
    FP32,
    /** Numbers of 32 bits that GPUs round to 10 bits of fraction where they multiply them. */
    TF32,
    /** Signals and the weights that products read rounded to bf16; sums and masters in fp32. */
    BF16;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The fastest whose results are those of fp32, as any other program computes them from the same
   * weights.
   */
  public static DeviceChoice exact() {
    return new DeviceChoice(Kind.AUTO, Precision.FP32);
  }

  /**
   * The choice that {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if the words are none
   */
  public static DeviceChoice of(String words) {
    return Arrays.stream(Kind.values())
        .flatMap(
            kind -> Arrays.stream(Precision.values()).map(each -> new DeviceChoice(kind, each)))
        .filter(devices -> devices.toString().equals(words))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + words + "' is no device and precision, such as onednn fp32"));
  }

  /**
   * This choice with nothing left open, as this machine decides it.
   *
   * @throws IllegalArgumentException if this machine cannot do what is asked for
   */
  public DeviceChoice resolved() {
    return resolvedBy(DeviceLibrary::abilityOf);
  }

  /**
   * This choice with nothing left open: the fastest that machines with such abilities have.
   *
   * @throws IllegalArgumentException if they cannot do what is asked for
   */
  public DeviceChoice resolvedFor(Abilities abilities) {
    return resolvedBy(abilities::of);
  }

  /**
   * Asks for no more than it has to know: a machine with GPUs need not have the processors'
   * libraries. Where there is nothing, the last one, which runs everywhere, says why.
   */
  private DeviceChoice resolvedBy(Function<Kind, Ability> abilities) {
    String whyNot = "";
    for (Kind candidate : kind.candidates()) {
      Ability ability = abilities.apply(candidate);
      if (ability.isThere()) {
        return new DeviceChoice(candidate, resolvedPrecision(ability));
      }
      whyNot = ability.whyNot();
    }
    throw new IllegalArgumentException("device " + kind + " does not run here: " + whyNot);
  }

  /**
   * Who is to prepare images for these devices: GPUs do it on the way, and fewer bytes go there.
   */
  public PreparedBy imagesPreparedBy() {
    return kind == Kind.CUDA ? PreparedBy.DEVICE : PreparedBy.HOST;
  }

  /** New devices, one for each tower, on any GPUs; see {@link #forTowers(int, List)}. */
  public List<Device> forTowers(int towers) {
    return forTowers(towers, List.of());
  }

  /**
   * New devices, one for each tower. Processors' share the cores.
   *
   * @param gpus the address of each tower's GPU; empty if any will do. Processors do not care.
   */
  public List<Device> forTowers(int towers, List<String> gpus) {
    DeviceChoice resolved = resolved();
    return DeviceLibrary.find(resolved.kind())
        .orElseThrow()
        .forTowers(towers, resolved.precision(), gpus);
  }

  private Precision resolvedPrecision(Ability ability) {
    if (precision == Precision.AUTO) {
      return ability.fastest();
    }
    String refusal = ability.refused().get(precision);
    if (refusal != null) {
      throw new IllegalArgumentException(refusal);
    }
    return precision;
  }

  @Override
  public String toString() {
    return kind + " " + precision;
  }
}
