package org.alexnetspark.jobs.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.evaluate.TinyTask;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's lines for onnxruntime, compiled and run as they stand there. */
class ServingLinesTest {
  @TempDir private Path folder;

  @Test
  void theLinesForOnnxRuntimeGiveTheProbabilities()
      throws IOException, ReflectiveOperationException {
    TinyTask task = TinyTask.get();
    Path model = folder.resolve("alexnet.onnx");
    assertThat(TrainJar.run("export", "--model", task.model(1), "--output", model.toString()))
        .isZero();
    List<ImageRecord> images = task.images("val").subList(0, 1);
    double[] expected = task.probabilities(images, 1, 1)[0];

    float[] actual = answer(lines(), model, images.get(0).image().pixels());

    for (int label = 0; label < expected.length; label++) {
      assertThat(actual[label] / expected[label]).isBetween(1 - 1e-4, 1 + 1e-4);
    }
  }

  private static String lines() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("../README.md")).stream()
            .dropWhile(line -> !line.startsWith("    OrtSession "))
            .takeWhile(line -> line.startsWith("    "))
            .toList();
    assertThat(lines).hasSize(3);
    return lines.stream().collect(Collectors.joining("\n"));
  }

  private float[] answer(String lines, Path model, byte[] rgb)
      throws IOException, ReflectiveOperationException {
    Path source = folder.resolve("Serving.java");
    Files.writeString(
        source,
        """
        import ai.onnxruntime.*;
        import java.nio.ByteBuffer;
        import java.util.Map;

        public final class Serving {
          public static float[] answer(byte[] rgb) throws OrtException {
        LINES
            return probabilities;
          }
        }
        """
            .replace("LINES", lines.replace("\"alexnet.onnx\"", '"' + model.toString() + '"')));
    URL onnxRuntime = OrtSession.class.getProtectionDomain().getCodeSource().getLocation();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, "-cp", onnxRuntime.getPath(), source.toString()))
        .isZero();
    try (URLClassLoader classes =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      return (float[])
          classes.loadClass("Serving").getMethod("answer", byte[].class).invoke(null, (Object) rgb);
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
