package org.alexnetspark.model.specification;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The network's layers as a table for people. */
public final class ParameterTable {

  private ParameterTable() {}

  /**
   * One line a layer and the totals: kernels or units of each tower with the kernels' size, which
   * towers' maps they read, the maps that leave the layer (of all towers, pooled), parameters and
   * multiply-adds of an image (of all towers).
   */
  public static String of(NetworkSpecification specification) {
    StringBuilder table = new StringBuilder();
    add(table, "layer", "kernels or units", "reads", "output", "parameters", "multiply-adds");
    for (LayerSpecification layer : specification.layers()) {
      add(
          table,
          layer.name(),
          kernels(layer),
          reads(layer, specification),
          output(layer),
          number(parameters(layer, specification)),
          number(layer.multiplyAdds()));
    }
    add(
        table,
        "all",
        "",
        "",
        "",
        number(specification.parameterCount()),
        number(specification.multiplyAdds()));
    return table.toString();
  }

  private static void add(StringBuilder table, Object... cells) {
    String row = String.format(Locale.ROOT, "%-6s %-16s %-6s %-11s %12s %14s", cells);
    table.append(row.stripTrailing()).append('\n');
  }

  private static String kernels(LayerSpecification layer) {
    String size =
        layer.kind() == LayerSpecification.Kind.CONVOLUTION
            ? String.format(
                Locale.ROOT,
                " %dx%dx%d%s",
                layer.kernel(),
                layer.kernel(),
                layer.inputChannels(),
                layer.stride() > 1 ? "/" + layer.stride() : "")
            : "";
    return perTower(layer.outputChannels()) + size;
  }

  private static String perTower(List<Integer> channels) {
    boolean same = channels.stream().distinct().count() == 1;
    if (channels.size() == 1) {
      return channels.get(0).toString();
    }
    return same
        ? channels.size() + " x " + channels.get(0)
        : channels.stream().map(String::valueOf).collect(Collectors.joining(" + "));
  }

  private static String reads(LayerSpecification layer, NetworkSpecification specification) {
    if (layer.readsImage()) {
      return "image";
    }
    return layer.seesBothTowers() && specification.towers() > 1 ? "both" : "own";
  }

  private static String output(LayerSpecification layer) {
    int side = layer.pooledSize();
    int channels = layer.totalOutputChannels();
    return side == 1 ? String.valueOf(channels) : side + "x" + side + "x" + channels;
  }

  private static long parameters(LayerSpecification layer, NetworkSpecification specification) {
    long parameters = 0;
    for (int tower = 0; tower < specification.towers(); tower++) {
      parameters += layer.weightCount(tower) + layer.outputChannels(tower);
    }
    return parameters;
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
