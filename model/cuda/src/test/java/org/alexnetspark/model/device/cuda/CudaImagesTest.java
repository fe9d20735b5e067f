package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.Padding;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images are cut as the convolution wants them that reads them. */
class CudaImagesTest {

  private final CudaDevice device =
      new CudaDevice(0, Precision.FP32, Arithmetic.of(Precision.FP32));
  private ImageInput images;

  @BeforeEach
  void open() {
    StandIn.assumeLoaded();
    device.attach();
    images = device.images(new Shape(1, 8, 3), Padding.NONE, 1);
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void twoWaysOfCuttingThemAreRefused() {
    Operation first = convolution(2);

    first.forward();
    assertThatThrownBy(() -> convolution(3))
        .hasMessageStartingWith("images are in PixelBlocks[side=2, ")
        .hasMessageContaining("not in PixelBlocks[side=3, ");
  }

  @Test
  void nobodyWritesWhatNobodyReads() {
    assertThatThrownBy(() -> images.write(new float[8 * 8 * 3], 1))
        .hasMessage("images are written that no convolution reads");
  }

  private Operation convolution(int stride) {
    ConvolutionGeometry geometry = new ConvolutionGeometry(2, stride, 0);
    Parameters parameters =
        device.parameters(2 * 2 * 3 + 1).layer(new Range(0, 12), new Range(12, 1));
    Shape output = new Shape(1, geometry.outputSize(8), 1);
    return device.convolution(images, geometry, parameters, Activation.RELU, device.signal(output));
  }
}
