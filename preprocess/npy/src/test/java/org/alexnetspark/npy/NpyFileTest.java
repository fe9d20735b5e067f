package org.alexnetspark.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NpyFileTest {
  /** What numpy.save writes of numpy.array([1, -2], numpy.float32). */
  private static final String NUMPYS =
      "934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f72646572273a2046616c73652c"
          + "20277368617065273a2028322c292c207d"
          + "20".repeat(60)
          + "0a0000803f000000c0";

  @Test
  void writesWhatNumpyWrites() throws IOException {
    assertThat(written(new float[] {1, -2}, 2)).asHexString().isEqualToIgnoringCase(NUMPYS);
  }

  @Test
  void readsWhatNumpyWrites() throws IOException {
    byte[] file = HexFormat.of().parseHex(NUMPYS);

    assertThat(NpyFile.read(new ByteArrayInputStream(file), 2)).containsExactly(1, -2);
  }

  @Test
  void numbersOfSeveralPiecesComeBackAsTheyWere() throws IOException {
    float[] many = new float[(1 << 19) + 3];
    for (int i = 0; i < many.length; i++) {
      many[i] = i - 0.5f;
    }

    byte[] file = written(many, many.length);

    assertThat(NpyFile.read(new ByteArrayInputStream(file), many.length)).isEqualTo(many);
  }

  @Test
  void anImageComesBackAsItWas() throws IOException {
    float[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    assertThat(NpyFile.image(NpyFile.ofImage(image))).isEqualTo(image);
  }

  @Test
  void numbersThatAreNoSquareImageAreRefused() {
    assertThatThrownBy(() -> NpyFile.ofImage(new float[5]))
        .hasMessage("5 numbers are no array of (1, 1, 3)");
  }

  @Test
  void anotherShapeIsNamed() throws IOException {
    byte[] file = written(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

    assertThatThrownBy(() -> NpyFile.read(new ByteArrayInputStream(file), 6))
        .isInstanceOf(IOException.class)
        .hasMessage("a NumPy file of (2, 3) float32 numbers, expected (6,)");
    assertThatThrownBy(() -> NpyFile.image(file))
        .hasMessage("a NumPy file of (2, 3), expected a square RGB image");
  }

  @Test
  void aFileThatEndsEarlyIsRefused() throws IOException {
    byte[] file = written(new float[] {1, 2}, 2);
    byte[] shorter = Arrays.copyOf(file, file.length - 1);

    assertThatThrownBy(() -> NpyFile.read(new ByteArrayInputStream(shorter), 2))
        .hasMessage("the file ends early: 2 numbers were expected");
    byte[] image = NpyFile.ofImage(new float[12]);
    assertThatThrownBy(() -> NpyFile.image(Arrays.copyOf(image, image.length - 4)))
        .hasMessage("a NumPy file of (2, 2, 3) with 44 bytes of numbers");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    byte[] doubles =
        new String(written(new float[] {1, 2}, 2), StandardCharsets.ISO_8859_1)
            .replace("<f4", "<f8")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> NpyFile.read(new ByteArrayInputStream(new byte[200]), 2))
        .hasMessage("not a NumPy file of version 1.0");
    assertThatThrownBy(() -> NpyFile.read(new ByteArrayInputStream(doubles), 2))
        .hasMessageStartingWith("not a NumPy file of float32 numbers, but of {'descr': '<f8'");
  }

  @Test
  void anArrayThatNoMemoryHoldsIsRefused() throws IOException {
    byte[] huge =
        new String(NpyFile.ofImage(new float[12]), StandardCharsets.ISO_8859_1)
            .replace("(2, 2, 3), }        ", "(99999, 99999, 3), }")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> NpyFile.image(huge))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("a NumPy file of more numbers than fit");
  }

  private static byte[] written(float[] values, int... shape) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyFile.write(out, values, shape);
    return out.toByteArray();
  }
}
