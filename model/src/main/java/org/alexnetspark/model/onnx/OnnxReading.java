package org.alexnetspark.model.onnx;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.alexnetspark.model.input.MeanColor;

/**
 * What the user knows of an ONNX file that others wrote.
 *
 * @param pixels what its network wants to be done to pixels, where the file does not say
 * @param crop side of the network's input, where it is to be another than the file's, or the file
 *     does not say
 * @param classes a class a line, by label; empty for what the file says
 */
public record OnnxReading(Optional<Pixels> pixels, OptionalInt crop, List<String> classes) {

  /** In which order a network reads the colours of a pixel. */
  public enum Channels {
    RGB,
    BGR
  }

  /**
   * What happens to pixels before a network.
   *
   * @param mean that is subtracted, in levels of 0..255
   * @param deviations by which red, green and blue are then divided, above 0
   */
  public record Pixels(MeanColor mean, List<Double> deviations, Channels channels) {
    public Pixels {
      deviations = List.copyOf(deviations);
    }
  }

  public OnnxReading {
    classes = List.copyOf(classes);
  }

  /** What the file says, and nothing else. */
  public static OnnxReading asTheFileSays() {
    return new OnnxReading(Optional.empty(), OptionalInt.empty(), List.of());
  }
}
