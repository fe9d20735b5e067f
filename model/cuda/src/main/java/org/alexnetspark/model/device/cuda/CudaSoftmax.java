package org.alexnetspark.model.device.cuda;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.function.Supplier;
import org.alexnetspark.model.device.Softmax;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;

/**
 * cuDNN's softmax, and losses, hits and gradient from it. The host gets a loss and a hit or miss of
 * each image and adds them up in double precision, in their order.
 */
final class CudaSoftmax implements Softmax {

  private static final int USED_ARGUMENT = 6;

  private final CudaContext context;
  private final CudaTensor logits;
  private final CudaTensor scratch;
  private final cudnnTensorStruct descriptor;
  private final int batch;
  private final PinnedMemory hostLabels;
  private final IntBuffer labelNumbers;
  private final Address labels;
  private final PinnedMemory hostLosses;
  private final FloatBuffer lossNumbers;
  private final Address losses;
  private final PinnedMemory hostMisses;
  private final IntBuffer missNumbers;
  private final Address misses;
  private final Launch score;

  CudaSoftmax(CudaContext context, CudaTensor logits, CudaTensor gradient, Range own) {
    this.context = context;
    this.logits = logits;
    batch = logits.shape().batch();
    scratch = new CudaTensor(context, logits.shape(), NumberType.FLOAT);
    descriptor = new Descriptors(context).vectors(logits);
    hostLabels = context.pinned((long) batch * Integer.BYTES);
    labelNumbers = hostLabels.ints();
    labels = context.allocate((long) batch * Integer.BYTES);
    hostLosses = context.pinned((long) batch * Float.BYTES);
    lossNumbers = hostLosses.floats();
    losses = context.allocate((long) batch * Float.BYTES);
    hostMisses = context.pinned((long) batch * Integer.BYTES);
    missNumbers = hostMisses.ints();
    misses = context.allocate((long) batch * Integer.BYTES);
    int count = logits.shape().length();
    score =
        context
            .kernels(NumberType.FLOAT)
            .bind(
                "score",
                count,
                logits.address(),
                scratch.address(),
                labels,
                losses,
                misses,
                gradient.address(),
                0,
                logits.shape().imageLength(),
                own.offset(),
                own.length(),
                count);
  }

  @Override
  public Supplier<Score> score(int[] newLabels, int count) {
    softmax(cudnn.CUDNN_SOFTMAX_LOG);
    hostLabels.await();
    labelNumbers.put(0, newLabels, 0, count);
    hostLabels.send(0, (long) count * Integer.BYTES, labels, context.stream());
    hostLabels.mark(context.stream());
    Check.runtime(
        cudart.cudaMemsetAsync(misses, 0, (long) batch * Integer.BYTES, context.stream()),
        "cudaMemsetAsync");
    score.with(USED_ARGUMENT, count).run();
    hostLosses.receive(0, (long) count * Float.BYTES, losses, context.stream());
    hostMisses.receive(0, (long) count * Integer.BYTES, misses, context.stream());
    hostMisses.mark(context.stream());
    return () -> sum(count);
  }

  @Override
  public void probabilities(float[] target, int count) {
    softmax(cudnn.CUDNN_SOFTMAX_ACCURATE);
    scratch.read(target, count);
  }

  private Score sum(int count) {
    hostMisses.await();
    double loss = 0;
    int correct = 0;
    for (int image = 0; image < count; image++) {
      loss += lossNumbers.get(image);
      correct += missNumbers.get(image) == 0 ? 1 : 0;
    }
    return new Score(loss, correct);
  }

  private void softmax(int algorithm) {
    Check.cudnn(
        cudnn.cudnnSoftmaxForward(
            context.cudnn(),
            algorithm,
            cudnn.CUDNN_SOFTMAX_MODE_INSTANCE,
            context.one(),
            descriptor,
            logits.address(),
            context.zero(),
            descriptor,
            scratch.address()),
        "cudnnSoftmaxForward");
  }
}
