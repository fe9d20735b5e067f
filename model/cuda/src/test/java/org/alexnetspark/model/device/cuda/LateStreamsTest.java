package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.alexnetspark.model.Activation;
import org.alexnetspark.model.ParameterLayout.Range;
import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Devices.Precision;
import org.alexnetspark.model.device.Dropout;
import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.ParameterVector;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The GPU as late as CUDA allows: it does nothing before somebody waits for it. What the host hands
 * over in page-locked memory has to stay there until it has been copied.
 */
class LateStreamsTest {

  private CudaDevice device;

  @BeforeEach
  void open() {
    StandIn.assumeLoaded();
    StandIn.makeStreamsLate(true);
    device = new CudaDevice(0, Precision.FP32, Arithmetic.of(Precision.FP32));
    device.attach();
  }

  @AfterEach
  void close() {
    // Null where the stand-in is skipped.
    if (device != null) {
      device.close();
      StandIn.makeStreamsLate(false);
    }
  }

  @Test
  void imagesAreNotOverwrittenBeforeTheyAreCopied() {
    Shape one = new Shape(1, 1, 1);
    ImageInput images = device.images(one, 0, 1);
    ParameterVector vector = device.parameters(2);
    vector.write(new float[] {1, 0}, new float[2], 0);
    Parameters parameters = vector.layer(new Range(0, 1), new Range(1, 1));
    List<Signal> outputs = List.of(device.signal(one), device.signal(one), device.signal(one));
    List<Operation> copies =
        outputs.stream().map(output -> copy(images, parameters, output)).toList();

    for (int batch = 0; batch < copies.size(); batch++) {
      images.write(new float[] {batch + 1}, 1);
      copies.get(batch).forward();
    }

    assertThat(outputs).extracting(output -> number(output.value())).containsExactly(1f, 2f, 3f);
  }

  /** A convolution that hands its images on as they are. */
  private Operation copy(ImageInput images, Parameters parameters, Signal output) {
    ConvolutionGeometry onePixel = new ConvolutionGeometry(1, 1, 0);
    return device.convolution(images, onePixel, parameters, Activation.NONE, output);
  }

  @Test
  void masksAreNotOverwrittenBeforeTheyAreCopied() {
    Shape one = new Shape(1, 1, 1);
    Signal input = device.signal(one);
    Signal output = device.signal(one);
    input.value().write(new float[] {1});
    output.gradient().write(new float[] {1});
    Dropout dropout = device.dropout(input, output);

    dropout.setMask(new float[] {2});
    dropout.forward();
    dropout.setMask(new float[] {3});
    dropout.backward();

    assertThat(number(output.value())).isEqualTo(2);
    assertThat(number(input.gradient())).isEqualTo(3);
  }

  private static float number(Tensor tensor) {
    float[] number = new float[1];
    tensor.read(number, 1);
    return number[0];
  }
}
