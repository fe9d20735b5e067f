package org.alexnetspark.jobs.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.alexnetspark.jobs.spark.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlocksTest {
  private static float[] random(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest(name = "{0} parameters, momentum {1}, {2} workers")
  @CsvSource({
    "10, true, 3",
    "10, false, 3",
    "2500000, true, 2",
    "2500000, false, 2",
    "3, true, 50"
  })
  void blocksPutTogetherAreTheVectorsThatWereCut(int length, boolean momentum, int workers) {
    AveragedVectors parameters =
        AveragedVectors.of(random(length, 1), random(momentum ? length : 0, 2));
    Blocks blocks = Blocks.of(parameters, workers);
    AveragedVectors again = blocks.empty();
    for (int block = 0; block < blocks.count(); block++) {
      blocks.paste(block, blocks.cut(block, parameters, new byte[blocks.bytes(block)]), again);
    }
    assertThat(again.weights().values()).isEqualTo(parameters.weights().values());
    assertThat(again.momentum().values()).isEqualTo(parameters.momentum().values());
  }

  @Test
  void thereAreAsManyBlocksAsWorkersWhereFloatsSuffice() {
    AveragedVectors parameters = AveragedVectors.of(random(1000, 1), random(1000, 2));
    assertThat(Blocks.of(parameters, 8).count()).isEqualTo(8);
    assertThat(Blocks.of(parameters, 3000).count()).isEqualTo(2000);
  }

  private static ByteBuffer bytes(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static float[] floats(ByteBuffer bytes) {
    float[] floats = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  @Test
  void aMeanIsWeighted() {
    WeightedMean mean = new WeightedMean(7);
    mean.begin(7);
    mean.add(bytes(1, 2, 3, 4, 5, 6, 7), 1);
    mean.begin(2);
    mean.add(bytes(1, 10), 0.75);
    mean.add(bytes(5, 20), 0.25);
    assertThat(floats(mean.write(new byte[8]))).containsExactly(2, 12.5f);
  }

  @Test
  void theMeanOfOneBlockIsItsOwnBits() {
    float[] values = random(5000, 4);
    WeightedMean mean = new WeightedMean(values.length);
    mean.begin(values.length);
    mean.add(bytes(values), 1);
    assertThat(floats(mean.write(new byte[4 * values.length]))).isEqualTo(values);
  }

  @Test
  void vectorsTravelUnchanged() throws IOException, ClassNotFoundException {
    float[] values = random(700_000, 5);
    values[3] = Float.NaN;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new FloatVector(values));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((FloatVector) in.readObject()).values()).isEqualTo(values);
    }
  }
}
