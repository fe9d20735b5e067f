package org.alexnetspark.model.device.cuda;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.alexnetspark.model.device.Ability;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.DeviceChoice.Kind;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.DeviceLibrary;

/** Makes the devices; found by name, as a service. */
public final class CudaDevices implements DeviceLibrary {

  @Override
  public Kind kind() {
    return Kind.CUDA;
  }

  @Override
  public Ability ability() {
    String whyNot = CudaLibrary.whyNot();
    return whyNot.isEmpty()
        ? Ability.of(allMultiplyBf16() ? Precision.BF16 : Precision.FP32, Map.of())
        : Ability.none(whyNot);
  }

  /** Whether all GPUs that this process sees multiply bf16 numbers. */
  private static boolean allMultiplyBf16() {
    return IntStream.range(0, CudaLibrary.gpus())
        .allMatch(
            gpu -> Capability.of(gpu).reaches(Arithmetic.of(Precision.BF16).leastCapability()));
  }

  @Override
  public List<Device> forTowers(int towers, Precision precision, List<String> addresses) {
    Arithmetic arithmetic = Arithmetic.of(precision);
    return numbers(towers, addresses, CudaLibrary.gpus()).stream()
        .<Device>map(gpu -> new CudaDevice(gpu, precision, arithmetic))
        .toList();
  }

  /**
   * The number of each tower's GPU: the one it was given, else they take turns.
   *
   * @param seen how many GPUs this process sees
   * @throws IllegalArgumentException for an address that is none of them
   */
  static List<Integer> numbers(int towers, List<String> addresses, int seen) {
    if (addresses.isEmpty()) {
      return IntStream.range(0, towers).map(tower -> tower % seen).boxed().toList();
    }
    if (addresses.size() != towers) {
      throw new IllegalArgumentException(
          addresses.size() + " GPU addresses for " + towers + " towers");
    }
    return addresses.stream().map(address -> number(address, seen)).toList();
  }

  private static int number(String address, int seen) {
    if (!address.matches("[0-9]{1,4}")) {
      throw new IllegalArgumentException(
          "GPU address '" + address + "' is no number from 0 on, as deploy/get-gpus prints them");
    }
    int number = Integer.parseInt(address);
    if (number >= seen) {
      throw new IllegalArgumentException(
          "GPU "
              + address
              + " was given to the task, but its process sees only "
              + seen
              + ", counted from 0 (does CUDA_VISIBLE_DEVICES hide some?)");
    }
    return number;
  }
}
