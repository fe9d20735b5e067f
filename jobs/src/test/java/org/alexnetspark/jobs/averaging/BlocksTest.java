package org.alexnetspark.jobs.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlocksTest {
  private static float[] random(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void blocksPutTogetherAreTheVectorsThatWereCut() {
    int length = Blocks.LARGEST_BLOCK + 12345;
    for (int momentum : new int[] {length, 0}) {
      Parameters parameters = Parameters.of(random(length, 1), random(momentum, 2));
      Blocks blocks = Blocks.of(parameters, 2);
      assertThat(blocks.count()).isEqualTo(momentum > 0 ? 4 : 2);
      Parameters again = blocks.empty();
      for (int block = 0; block < blocks.count(); block++) {
        blocks.paste(block, blocks.cut(block, parameters), again);
      }
      assertThat(again.weights().values()).isEqualTo(parameters.weights().values());
      assertThat(again.momentum().values()).isEqualTo(parameters.momentum().values());
    }
  }

  @Test
  void theAverageIsWeightedByExamples() {
    FloatVector average =
        Blocks.average(
            List.of(
                new WorkerBlock(0, 30, new FloatVector(new float[] {1, 10})),
                new WorkerBlock(1, 10, new FloatVector(new float[] {5, 20}))));
    assertThat(average.values()).containsExactly(new float[] {2, 12.5f}, within(1e-6f));
  }

  @Test
  void theAverageIsTheSameBitsInWhicheverOrderThePartsArrive() {
    // Even in double precision 1 is lost beside 2^60, and is not once the large ones have gone.
    WorkerBlock a = new WorkerBlock(0, 1, new FloatVector(new float[] {0x1p60f}));
    WorkerBlock b = new WorkerBlock(1, 1, new FloatVector(new float[] {1}));
    WorkerBlock c = new WorkerBlock(2, 1, new FloatVector(new float[] {-0x1p60f}));
    float[] inOrder = Blocks.average(List.of(a, b, c)).values();
    assertThat(Blocks.average(List.of(c, a, b)).values()).isEqualTo(inOrder);
    assertThat(Blocks.average(List.of(b, c, a)).values()).isEqualTo(inOrder);
  }

  @Test
  void theAverageOfOneWorkerIsItsOwnBits() {
    float[] values = random(1000, 4);
    assertThat(Blocks.average(List.of(new WorkerBlock(0, 17, new FloatVector(values)))).values())
        .isEqualTo(values);
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
