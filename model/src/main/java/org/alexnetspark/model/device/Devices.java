package org.alexnetspark.model.device;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.alexnetspark.model.device.nd4j.Nd4jDevice;
import org.alexnetspark.model.device.onednn.OneDnnDevice;
import org.alexnetspark.model.input.PreparedBy;

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

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Numbers that signals and products are made of. */
  public enum Precision {
    /** bf16 where the processor or GPU multiplies it itself, else fp32. */
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
  public static Devices exact() {
    return new Devices(Kind.AUTO, Precision.FP32);
  }

  /**
   * The choice that {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if the words are none
   */
  public static Devices of(String words) {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> Arrays.stream(Precision.values()).map(each -> new Devices(kind, each)))
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
  public Devices resolved() {
    if (kind == Kind.CUDA || kind == Kind.AUTO) {
      String withoutGpus = GpuDevices.missing();
      // A machine with GPUs need not have the processors' libraries.
      if (kind == Kind.CUDA || withoutGpus.isEmpty()) {
        return resolvedForGpus(withoutGpus, GpuDevices.multiplyBf16());
      }
    }
    return resolvedFor(Abilities.here());
  }

  /**
   * This choice with nothing left open: the fastest that machines with such abilities have.
   *
   * @throws IllegalArgumentException if they cannot do what is asked for
   */
  public Devices resolvedFor(Abilities abilities) {
    if (kind == Kind.CUDA || (kind == Kind.AUTO && abilities.withoutGpus().isEmpty())) {
      return resolvedForGpus(abilities.withoutGpus(), abilities.gpuBf16());
    }
    Kind resolvedKind = kind != Kind.ND4J && abilities.onednn() ? Kind.ONEDNN : Kind.ND4J;
    if (kind == Kind.ONEDNN && resolvedKind == Kind.ND4J) {
      throw new IllegalArgumentException("device onednn does not run on this platform; nd4j does");
    }
    return new Devices(resolvedKind, resolvedPrecision(resolvedKind, abilities));
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
    Devices resolved = resolved();
    if (resolved.kind() == Kind.CUDA) {
      return GpuDevices.find().orElseThrow().forTowers(towers, resolved.precision(), gpus);
    }
    int threads = Math.max(1, cores() / towers);
    return Stream.generate(() -> resolved.device(threads)).limit(towers).toList();
  }

  private Device device(int threads) {
    return kind == Kind.ONEDNN
        ? new OneDnnDevice(threads, precision == Precision.BF16)
        : new Nd4jDevice(threads);
  }

  private Devices resolvedForGpus(String whyNot, boolean bf16) {
    if (!whyNot.isEmpty()) {
      throw new IllegalArgumentException("device cuda does not run here: " + whyNot);
    }
    Precision fastest = bf16 ? Precision.BF16 : Precision.FP32;
    return new Devices(Kind.CUDA, precision == Precision.AUTO ? fastest : precision);
  }

  private Precision resolvedPrecision(Kind resolvedKind, Abilities abilities) {
    if (precision == Precision.AUTO) {
      boolean fast = resolvedKind == Kind.ONEDNN && abilities.fastBf16();
      return fast ? Precision.BF16 : Precision.FP32;
    }
    if (precision == Precision.TF32) {
      throw new IllegalArgumentException(
          "precision tf32 is one of GPUs (device cuda); " + resolvedKind + " knows fp32");
    }
    if (precision == Precision.BF16 && resolvedKind == Kind.ND4J) {
      throw new IllegalArgumentException("device nd4j computes in fp32 only; onednn knows bf16");
    }
    if (precision == Precision.BF16 && !abilities.bf16()) {
      throw new IllegalArgumentException(
          "precision bf16 needs a processor with AVX-512, or an ARM one with SVE and bf16; this one computes in fp32");
    }
    return precision;
  }

  /** The environment's OMP_NUM_THREADS where it is set, else all that the JVM sees. */
  private static int cores() {
    String configured = System.getenv("OMP_NUM_THREADS");
    return configured != null && configured.matches("[1-9][0-9]{0,3}")
        ? Integer.parseInt(configured)
        : Runtime.getRuntime().availableProcessors();
  }

  @Override
  public String toString() {
    return kind + " " + precision;
  }
}
