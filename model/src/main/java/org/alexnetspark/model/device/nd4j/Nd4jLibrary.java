package org.alexnetspark.model.device.nd4j;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.alexnetspark.model.device.Ability;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.DeviceChoice.Kind;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.DeviceLibrary;
import org.alexnetspark.model.device.ProcessorCores;

/** ND4J, which runs wherever its native library is in the jar. */
public final class Nd4jLibrary implements DeviceLibrary {

  /**
   * Passes where ND4J can be used, for those who do so without a device.
   *
   * @throws IllegalStateException naming the platform and the jar, where it cannot
   */
  public static void require() {
    if (!Nd4jNatives.missing().isEmpty()) {
      throw new IllegalStateException(Nd4jNatives.missing());
    }
  }

  @Override
  public Kind kind() {
    return Kind.ND4J;
  }

  @Override
  public Ability ability() {
    if (!Nd4jNatives.missing().isEmpty()) {
      return Ability.none(Nd4jNatives.missing());
    }
    return Ability.of(
        Precision.FP32,
        Map.of(
            Precision.BF16,
            "device nd4j computes in fp32 only; onednn knows bf16",
            Precision.TF32,
            "precision tf32 is one of GPUs (device cuda); nd4j knows fp32"));
  }

  @Override
  public List<Device> forTowers(int towers, Precision precision, List<String> addresses) {
    int threads = ProcessorCores.perTower(towers);
    return Stream.<Device>generate(() -> new Nd4jDevice(threads)).limit(towers).toList();
  }
}
