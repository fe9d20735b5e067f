package org.alexnetspark.jobs.trained;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The trained model that a command uses. */
public final class ModelOption {
  private static final String NAME = "--model";

  @Option(
      names = NAME,
      required = true,
      paramLabel = "RUN|ZIP|ONNX",
      description =
          "A run's folder, a model.zip, or an ONNX file (FILE.onnx) of a network of AlexNet's or VGG's shape.")
  private String model;

  @Mixin private OnnxOptions onnx;

  /** Where the model is, as the user wrote it. */
  public String uri() {
    return model;
  }

  /** Reads the model; see {@link Models#named} for what is refused. */
  public ClassifyingModel read(Configuration hadoop) throws IOException {
    return Models.named(NAME, model, onnx.reading(List.of(model), hadoop), hadoop);
  }

  /** Reads a model whose layers have to be known; see {@link Models#alexNet}. */
  public TrainedNetwork readAlexNet(Configuration hadoop) throws IOException {
    return Models.alexNet(NAME, model, onnx.reading(List.of(model), hadoop), hadoop);
  }
}
