package org.alexnetspark.model.device.nd4j;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.WeightedOperation;
import org.alexnetspark.model.specification.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution of the images. ND4J's conv2d_bp always computes the gradient of its input, which
 * nobody wants of images and which takes most of its time where there are three channels only. So
 * the weights' gradient is a matrix product of its own, image by image: the gradient of the output,
 * transposed, times the patches under the kernel's positions. A last column of ones in the patches
 * gives the biases' gradient.
 */
final class Nd4jFirstConvolution implements WeightedOperation {

  private final Lanes lanes;
  private final ConvolutionGeometry geometry;
  private final Nd4jTensor in;
  private final Nd4jParameters parameters;
  private final Shape outputShape;
  private final int patchLength;
  private final Runnable convolve;
  private final Nd4jActivation activation;
  private final Memory patches;
  private final Memory product;
  private final List<Runnable> products = new ArrayList<>();
  private final float[][] patchRows;
  private final float[] image;
  private final float[] productOfImage;
  private final float[] weightGradient;
  private final float[] biasGradient;

  Nd4jFirstConvolution(
      Nd4jDevice device,
      Nd4jImages input,
      ConvolutionGeometry geometry,
      Nd4jParameters parameters,
      Activation activation,
      Signal output) {
    lanes = device.lanes();
    this.geometry = geometry;
    this.parameters = parameters;
    in = input.padded();
    Nd4jTensor out = Nd4jTensor.of(output.value());
    outputShape = out.shape();
    convolve = Nd4jConvolution.forward(device, in, geometry, parameters, out);
    this.activation = new Nd4jActivation(device, activation, output);
    patchLength = geometry.kernel() * geometry.kernel() * in.shape().channels();
    int positions = outputShape.places();
    patches = device.allocate(positions * (patchLength + 1));
    product = device.allocate(outputShape.channels() * (patchLength + 1));
    INDArray gradient = Nd4jTensor.of(output.gradient()).pixels();
    for (int number = 0; number < outputShape.batch(); number++) {
      INDArray ofImage =
          Memory.view(
              gradient.data(),
              number * outputShape.imageLength(),
              positions,
              outputShape.channels());
      products.add(
          device.operation(
              "matmul",
              new INDArray[] {ofImage, patches.view(0, positions, patchLength + 1)},
              new INDArray[] {product.view(0, outputShape.channels(), patchLength + 1)},
              new double[0],
              1,
              0,
              0));
    }
    patchRows = new float[lanes.count()][outputShape.width() * (patchLength + 1)];
    image = new float[in.shape().imageLength()];
    productOfImage = new float[product.length()];
    weightGradient = new float[parameters.weightRange().length()];
    biasGradient = new float[parameters.biasRange().length()];
  }

  @Override
  public void forward() {
    convolve.run();
    activation.forward();
  }

  @Override
  public void backward(Wanted wanted) {
    activation.backward();
    Arrays.fill(weightGradient, 0f);
    Arrays.fill(biasGradient, 0f);
    for (int number = 0; number < outputShape.batch(); number++) {
      in.buffer().get(number * image.length, image, 0, image.length);
      lanes.forEach(outputShape.height(), 1, this::gatherPatches);
      products.get(number).run();
      product.buffer().get(0, productOfImage);
      addProduct();
    }
    FloatBuffer gradients = parameters.gradients().buffer();
    gradients.put(parameters.weightRange().offset(), weightGradient);
    gradients.put(parameters.biasRange().offset(), biasGradient);
  }

  /** Patches of some rows of the output, one after the other, each followed by a one. */
  private void gatherPatches(int lane, int from, int to) {
    int channels = in.shape().channels();
    int run = geometry.kernel() * channels;
    float[] row = patchRows[lane];
    for (int y = from; y < to; y++) {
      int target = 0;
      for (int x = 0; x < outputShape.width(); x++) {
        for (int k = 0; k < geometry.kernel(); k++) {
          int pixel = (y * geometry.stride() + k) * in.shape().width() + x * geometry.stride();
          System.arraycopy(image, pixel * channels, row, target, run);
          target += run;
        }
        row[target++] = 1f;
      }
      patches.buffer().put(y * row.length, row, 0, row.length);
    }
  }

  private void addProduct() {
    for (int kernel = 0; kernel < outputShape.channels(); kernel++) {
      int source = kernel * (patchLength + 1);
      int target = kernel * patchLength;
      for (int i = 0; i < patchLength; i++) {
        weightGradient[target + i] += productOfImage[source + i];
      }
      biasGradient[kernel] += productOfImage[source + patchLength];
    }
  }
}
