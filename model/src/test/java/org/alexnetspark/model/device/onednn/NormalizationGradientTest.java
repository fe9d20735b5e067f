package org.alexnetspark.model.device.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.reference.ReferenceOperations;
import org.alexnetspark.model.specification.LrnConvention;
import org.bytedeco.dnnl.memory.data_type;
import org.junit.jupiter.api.Test;

/** Where the device takes it depends on the processor; here it is asked for on any. */
class NormalizationGradientTest {

  private static final Shape SHAPE = new Shape(2, 5, 48);

  @Test
  void isTheFormulasInFp32() {
    check(data_type.f32, 1e-5);
  }

  /** As on ARM processors that multiply bf16: theirs is reference code in bf16 too. */
  @Test
  void isTheFormulasInBf16() {
    assumeTrue(OneDnnLibrary.takesBf16(), "no bf16 on this processor");
    check(data_type.bf16, 0x1p-8);
  }

  private static void check(data_type type, double tolerance) {
    double[] x = eighths(1, 200);
    double[] outGradient = eighths(2, 1);
    float[] actual = new float[SHAPE.length()];
    try (OneDnnEngine engine = new OneDnnEngine()) {
      OneDnnTensor in = tensor(engine, type);
      OneDnnTensor outGradients = tensor(engine, type);
      OneDnnTensor inGradients = tensor(engine, type);
      in.write(floats(x));
      outGradients.write(floats(outGradient));

      NormalizationGradient.of(engine, LrnConvention.PAPER, in, outGradients, inGradients).run();
      inGradients.read(actual, SHAPE.batch());
    }

    double[] expected =
        ReferenceOperations.normalizationGradient(
            LrnConvention.PAPER, SHAPE.channels(), x, outGradient);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("number %d", i)
          .isCloseTo(expected[i], within(tolerance * (0.1 + Math.abs(expected[i]))));
    }
  }

  private static OneDnnTensor tensor(OneDnnEngine engine, data_type type) {
    return new OneDnnTensor(engine, SHAPE, MapLayout.CHANNELS_LAST, type);
  }

  /** Numbers that bf16 holds exactly. */
  private static double[] eighths(long seed, double scale) {
    Random random = new Random(seed);
    return random.doubles(SHAPE.length(), -8, 8).map(d -> Math.rint(d) / 8 * scale).toArray();
  }

  private static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }
}
