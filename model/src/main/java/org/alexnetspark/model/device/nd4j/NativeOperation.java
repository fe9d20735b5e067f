package org.alexnetspark.model.device.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** One of ND4J's operations bound to its arrays once, to be run any number of times. */
final class NativeOperation implements Runnable, AutoCloseable {

  private final DynamicCustomOp operation;
  private final OpContext context;

  NativeOperation(
      String name, INDArray[] inputs, INDArray[] outputs, double[] reals, long... integers) {
    operation = DynamicCustomOp.builder(name).build();
    context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(inputs);
    context.setOutputArrays(outputs);
    context.setTArguments(reals);
    context.setIArguments(integers);
  }

  @Override
  public void run() {
    Nd4j.getExecutioner().exec(operation, context);
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
