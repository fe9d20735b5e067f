package org.alexnetspark.jobs.train.options;

import java.util.stream.Stream;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.ParameterTable;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/** Puts the layers of the paper's network, as the specification has them, below the help. */
public final class NetworkInHelp implements IModelTransformer {
  private static final int CLASSES = 1000;

  @Override
  public CommandSpec transform(CommandSpec command) {
    String table = ParameterTable.of(AlexNet.paper(CLASSES));
    command
        .usageMessage()
        .footer(
            Stream.of(
                    Stream.of(command.usageMessage().footer()),
                    Stream.of("", "AlexNet at --width 1 with " + CLASSES + " classes:"),
                    table.indent(2).lines())
                .flatMap(lines -> lines)
                .toArray(String[]::new));
    return command;
  }
}
