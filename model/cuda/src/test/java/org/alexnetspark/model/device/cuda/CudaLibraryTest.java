package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;

class CudaLibraryTest {

  /** What the linker says when JavaCPP's part is loaded and NVIDIA's is not there. */
  private static final String WITHOUT_DRIVER =
      "/cache/libjnicudart.so: libcuda.so.1: cannot open shared object file: No such file or directory";

  @Test
  void aMissingDriverIsSaidInOneLine() {
    assertThat(CudaLibrary.whatIsMissing(WITHOUT_DRIVER))
        .isEqualTo("there is no NVIDIA driver (libcuda.so.1) on this machine");
  }

  @Test
  void aMissingLibraryIsNamedWithItsVersion() {
    assertThat(
            CudaLibrary.whatIsMissing(WITHOUT_DRIVER.replace("libcuda.so.1", "libcudnn_cnn.so.9")))
        .isEqualTo(
            "libcudnn_cnn.so.9 is not found; LD_LIBRARY_PATH has to name the folder that has it");
    assertThat(CudaLibrary.whatIsMissing("wrong ELF class\nmore"))
        .isEqualTo("NVIDIA's libraries cannot be loaded: wrong ELF class");
  }

  @Test
  void aDriverThatIsTooOldIsSaidWithBothVersions() {
    assertThat(CudaLibrary.whyNoGpu("insufficient", 12020, 13000))
        .isEqualTo(
            "the NVIDIA driver knows CUDA 12.2 and is older than the libraries, which are of CUDA 13.0");
    assertThat(CudaLibrary.whyNoGpu("no CUDA-capable device", 13000, 13000))
        .isEqualTo("CUDA gives no GPU: no CUDA-capable device");
  }

  @Test
  void onThisMachineWithoutADriverThereIsAReason() {
    assumeThat(StandIn.hasGpu()).as("a GPU").isFalse();
    assumeThat(StandIn.isLoaded()).as("the stand-in in the driver's place").isFalse();

    assertThat(new CudaDevices().ability().whyNot())
        .matches(
            "there is no NVIDIA driver \\(libcuda.so.1\\) on this machine|.+ is not found; .+");
  }
}
