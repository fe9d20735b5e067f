package org.alexnetspark.model.device.cuda;

import java.util.List;
import java.util.stream.IntStream;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.Devices.Precision;
import org.alexnetspark.model.device.GpuDevices;

/** Makes the devices; found by name, as a service. */
public final class CudaDevices implements GpuDevices {

  @Override
  public String whyNot() {
    return CudaLibrary.whyNot();
  }

  @Override
  public boolean allMultiplyBf16() {
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
