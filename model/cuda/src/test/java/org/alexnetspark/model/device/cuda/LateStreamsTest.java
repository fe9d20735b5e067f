package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.Dropout;
import org.alexnetspark.model.device.DropoutMask;
import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.ParameterVector;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.Tensor;
import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.PreparedBy;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.Padding;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  @ParameterizedTest
  @EnumSource
  void imagesAreNotOverwrittenBeforeTheyAreCopied(PreparedBy preparedBy) {
    Shape one = new Shape(1, 1, 1);
    ImageInput images = device.images(new Shape(1, 1, 3), Padding.NONE, 1);
    ParameterVector vector = device.parameters(4);
    vector.write(new float[] {1, 0, 0, 0}, new float[4], 0);
    Parameters parameters = vector.layer(new Range(0, 3), new Range(3, 1));
    List<Signal> outputs = List.of(device.signal(one), device.signal(one), device.signal(one));
    List<Operation> copies =
        outputs.stream().map(output -> copy(images, parameters, output)).toList();

    for (int batch = 0; batch < copies.size(); batch++) {
      images.write(pixel(batch + 1, preparedBy), 1);
      copies.get(batch).forward();
    }

    assertThat(outputs).extracting(output -> number(output.value())).containsExactly(1f, 2f, 3f);
  }

  /** One pixel; a new mean for every batch, as when the epoch of one ends and the next begins. */
  private static Images pixel(int red, PreparedBy preparedBy) {
    Preparation preparation = new Preparation(1, 1, new float[] {10 * red, 0, 0});
    View all = new View(0, 0, false);
    ViewedImage image = new ViewedImage(new byte[] {(byte) (11 * red), 0, 0}, all);
    ViewedImages viewed = new ViewedImages(preparation, List.of(image));
    return preparedBy == PreparedBy.DEVICE ? viewed : new ReadyImages(viewed.numbers());
  }

  /** A convolution that hands the red of its images on as it is. */
  private Operation copy(ImageInput images, Parameters parameters, Signal output) {
    ConvolutionGeometry onePixel = new ConvolutionGeometry(1, 1, 0);
    return device.convolution(images, onePixel, parameters, Activation.NONE, output);
  }

  @Test
  void aMaskIsThatOfTheTimeWhenItWasAskedFor() {
    Shape one = new Shape(1, 1, 1);
    Signal input = device.signal(one);
    Signal output = device.signal(one);
    input.value().write(new float[] {1});
    output.gradient().write(new float[] {1});
    Dropout dropout = device.dropout(input, output);

    DropoutMask half = keepingTheFirst(0.5);
    DropoutMask quarter = keepingTheFirst(0.75);
    dropout.setMask(half);
    dropout.forward();
    dropout.setMask(quarter);
    dropout.backward();

    assertThat(number(output.value())).isEqualTo(2);
    assertThat(number(input.gradient())).isEqualTo(4);
  }

  private static DropoutMask keepingTheFirst(double probability) {
    float[] factor = new float[1];
    return LongStream.range(0, 100)
        .mapToObj(key -> new DropoutMask(key, probability))
        .filter(
            mask -> {
              mask.fill(factor);
              return factor[0] > 0;
            })
        .findFirst()
        .orElseThrow();
  }

  private static float number(Tensor tensor) {
    float[] number = new float[1];
    tensor.read(number, 1);
    return number[0];
  }
}
