package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.device.Dropout;
import org.alexnetspark.model.device.DropoutMask;
import org.alexnetspark.model.device.Signal;

/** Multiplication by factors kept on the heap. */
final class Nd4jDropout implements Dropout {

  private final Nd4jTensor in;
  private final Nd4jTensor out;
  private final Nd4jTensor inGradient;
  private final Nd4jTensor outGradient;
  private final float[] factors;
  private final float[] product;

  Nd4jDropout(Signal input, Signal output) {
    in = Nd4jTensor.of(input.value());
    out = Nd4jTensor.of(output.value());
    inGradient = Nd4jTensor.of(input.gradient());
    outGradient = Nd4jTensor.of(output.gradient());
    factors = new float[input.shape().length()];
    product = new float[factors.length];
  }

  @Override
  public void setMask(DropoutMask mask) {
    mask.fill(factors);
  }

  @Override
  public void forward() {
    multiply(in, out);
  }

  @Override
  public void backward() {
    multiply(outGradient, inGradient);
  }

  private void multiply(Nd4jTensor source, Nd4jTensor target) {
    source.buffer().get(0, product);
    for (int i = 0; i < product.length; i++) {
      product[i] *= factors[i];
    }
    target.buffer().put(0, product);
  }
}
