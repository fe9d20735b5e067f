package org.alexnetspark.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;

/** Runs an ONNX file in onnxruntime, which knows nothing of this project. */
final class OnnxRuntime {
  private OnnxRuntime() {}

  /** What a graph with one float input makes of some images. */
  static float[] run(byte[] file, float[] images, long... shape) {
    try (OnnxTensor input =
        OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(images), shape)) {
      return run(file, input);
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  /** What a graph of 8-bit pixels makes of some images. */
  static float[] run(byte[] file, byte[] pixels, long... shape) {
    try (OnnxTensor input =
        OnnxTensor.createTensor(
            OrtEnvironment.getEnvironment(), ByteBuffer.wrap(pixels), shape, OnnxJavaType.UINT8)) {
      return run(file, input);
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  private static float[] run(byte[] file, OnnxTensor input) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      FloatBuffer numbers = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] outputs = new float[numbers.remaining()];
      numbers.get(outputs);
      return outputs;
    }
  }
}
