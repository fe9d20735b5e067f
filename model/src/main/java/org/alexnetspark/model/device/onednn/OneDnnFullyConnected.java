package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.WeightedOperation;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.alexnetspark.model.specification.Activation;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * oneDNN's inner products. Weights stay in canonical order, [input, unit]: in fp32 they are the
 * masters themselves and the gradient goes straight into its vector; in bf16 there is one rounded
 * copy. A layout of oneDNN's choice would make the products 10 % faster and cost more than that in
 * copies of 150 MB each step.
 */
final class OneDnnFullyConnected implements WeightedOperation {

  /** [input, unit] of dimensions in oneDNN's order, unit and input. */
  private static final format_tag CANONICAL_WEIGHTS = format_tag.ba;

  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> outputGradient = new ArrayList<>();
  private final List<Runnable> inputGradient = new ArrayList<>();
  private final List<Runnable> parameterGradients = new ArrayList<>();

  /** A tensor as vectors in canonical order and in the numbers that products are made of. */
  private record Vectors(memory rows, Runnable copyIn, Runnable copyOut) {

    static Vectors of(OneDnnEngine engine, OneDnnTensor tensor, data_type type) {
      if (tensor.isCanonical() && tensor.type() == type) {
        return new Vectors(tensor.vectors(), () -> {}, () -> {});
      }
      Shape vectors = Shape.ofVectors(tensor.shape().batch(), tensor.shape().imageLength());
      OneDnnTensor rows = new OneDnnTensor(engine, vectors, MapLayout.CHANNELS_LAST, type);
      OneDnnJoin copies = new OneDnnJoin(engine, tensor.shape(), vectors, 0);
      return new Vectors(
          rows.vectors(), copies.join(tensor, rows), copies.splitSum(List.of(rows), tensor));
    }
  }

  OneDnnFullyConnected(
      OneDnnEngine engine,
      Signal input,
      OneDnnParameters parameters,
      Activation activation,
      Signal output,
      data_type type) {
    OneDnnTensor out = OneDnnTensor.of(output.value());
    long[] weightDimensions = {output.shape().imageLength(), input.shape().imageLength()};
    memory.desc masterWeights =
        engine.own(new memory.desc(weightDimensions, data_type.f32, CANONICAL_WEIGHTS));
    memory.desc weights = engine.own(new memory.desc(weightDimensions, type, CANONICAL_WEIGHTS));
    Vectors x = Vectors.of(engine, OneDnnTensor.of(input.value()), type);
    memory w = weights(weights, masterWeights, parameters, type);
    memory.desc xRows = engine.own(x.rows().get_desc());
    memory.desc biases = engine.own(parameters.biasDescription());

    inner_product_forward.primitive_desc description =
        engine.own(
            new inner_product_forward.primitive_desc(
                engine.get(),
                dnnl_forward_training,
                xRows,
                weights,
                biases,
                engine.own(out.vectorsDescription()),
                OneDnnActivation.fused(engine, activation),
                false));
    forward.add(x.copyIn());
    forward.add(
        engine.bind(
            new inner_product_forward(description),
            new Argument(DNNL_ARG_SRC, x.rows()),
            new Argument(DNNL_ARG_WEIGHTS, w),
            new Argument(DNNL_ARG_BIAS, parameters.biases()),
            new Argument(DNNL_ARG_DST, out.vectors())));
    if (!output.hasGradient()) {
      return;
    }

    Vectors dx = Vectors.of(engine, OneDnnTensor.of(input.gradient()), type);
    Vectors dy = Vectors.of(engine, OneDnnTensor.of(output.gradient()), type);
    memory.desc dyRows = engine.own(dy.rows().get_desc());
    outputGradient.add(OneDnnActivation.backward(engine, activation, output));
    outputGradient.add(dy.copyIn());
    inner_product_backward_data.primitive_desc backwardData =
        engine.own(
            new inner_product_backward_data.primitive_desc(
                engine.get(), xRows, weights, dyRows, description));
    inputGradient.add(
        engine.bind(
            new inner_product_backward_data(backwardData),
            new Argument(DNNL_ARG_DIFF_SRC, dx.rows()),
            new Argument(DNNL_ARG_WEIGHTS, w),
            new Argument(DNNL_ARG_DIFF_DST, dy.rows())));
    inputGradient.add(dx.copyOut());
    inner_product_backward_weights.primitive_desc backwardWeights =
        engine.own(
            new inner_product_backward_weights.primitive_desc(
                engine.get(), xRows, masterWeights, biases, dyRows, description));
    parameterGradients.add(
        engine.bind(
            new inner_product_backward_weights(backwardWeights),
            new Argument(DNNL_ARG_SRC, x.rows()),
            new Argument(DNNL_ARG_DIFF_DST, dy.rows()),
            new Argument(DNNL_ARG_DIFF_WEIGHTS, parameters.weightGradient(masterWeights)),
            new Argument(DNNL_ARG_DIFF_BIAS, parameters.biasGradient())));
  }

  @Override
  public void forward() {
    forward.forEach(Runnable::run);
  }

  @Override
  public void backward(Wanted wanted) {
    outputGradient.forEach(Runnable::run);
    if (wanted != Wanted.PARAMETER_GRADIENTS) {
      inputGradient.forEach(Runnable::run);
    }
    if (wanted != Wanted.INPUT_GRADIENT) {
      parameterGradients.forEach(Runnable::run);
    }
  }

  private static memory weights(
      memory.desc wanted, memory.desc masters, OneDnnParameters parameters, data_type type) {
    memory exact = parameters.weights(masters);
    return type == data_type.f32
        ? exact
        : parameters.copyOfWeights(
            wanted, rounded -> parameters.follow(parameters.engine().copy(exact, rounded)));
  }
}
