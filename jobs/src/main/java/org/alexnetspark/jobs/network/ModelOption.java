package org.alexnetspark.jobs.network;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The trained model that a command uses. */
public final class ModelOption {
  private static final String NAME = "--model";

  @Option(
      names = NAME,
      required = true,
      paramLabel = "RUN|ZIP",
      description = "A run's folder, or a model.zip.")
  private String model;

  /** Where the model is, as the user wrote it. */
  public String uri() {
    return model;
  }

  /** Reads the model; see {@link Models#named} for what is refused. */
  public ClassifyingModel read(Configuration hadoop) throws IOException {
    return Models.named(NAME, model, hadoop);
  }

  /** Reads a model whose layers have to be known; see {@link Models#alexNet}. */
  public TrainedModel readAlexNet(Configuration hadoop) throws IOException {
    return Models.alexNet(NAME, model, hadoop);
  }
}
