package org.alexnetspark.model.device.cuda;

import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A kernel bound to its arguments; those that are numbers may change between runs. */
final class Launch implements Runnable {

  private static final int THREADS_OF_BLOCK = 256;

  private final CudaContext context;
  private final String name;
  private final CUfunc_st function;
  private final int blocks;
  private final Pointer[] arguments;
  private final PointerPointer<Pointer> parameters;

  Launch(CudaContext context, String name, CUfunc_st function, int threads, Object... arguments) {
    this.context = context;
    this.name = name;
    this.function = function;
    blocks = (threads + THREADS_OF_BLOCK - 1) / THREADS_OF_BLOCK;
    this.arguments = new Pointer[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      this.arguments[i] = context.own(held(arguments[i]));
    }
    parameters = context.own(new PointerPointer<>(this.arguments));
  }

  /** Another number for an argument that is an int. */
  Launch with(int argument, int value) {
    ((IntPointer) arguments[argument]).put(value);
    return this;
  }

  /** Another number for an argument that is a long. */
  Launch with(int argument, long value) {
    ((LongPointer) arguments[argument]).put(value);
    return this;
  }

  /** Another number for an argument that is a float. */
  Launch with(int argument, float value) {
    ((FloatPointer) arguments[argument]).put(value);
    return this;
  }

  /** Queues it; the driver copies the arguments. */
  @Override
  public void run() {
    Check.driver(
        cudart.cuLaunchKernel(
            function,
            blocks,
            1,
            1,
            THREADS_OF_BLOCK,
            1,
            1,
            0,
            context.stream(),
            parameters,
            (PointerPointer<?>) null),
        name);
  }

  private static Pointer held(Object argument) {
    if (argument instanceof Address address) {
      return new LongPointer(new long[] {address.address()});
    }
    if (argument instanceof Integer number) {
      return new IntPointer(new int[] {number});
    }
    if (argument instanceof Long number) {
      return new LongPointer(new long[] {number});
    }
    if (argument instanceof Float number) {
      return new FloatPointer(new float[] {number});
    }
    throw new IllegalArgumentException("a kernel takes no " + argument.getClass());
  }
}
