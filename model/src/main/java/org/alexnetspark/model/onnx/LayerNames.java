package org.alexnetspark.model.onnx;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.specification.ConvolutionLayer;
import org.alexnetspark.model.specification.Layer;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.Networks;

/**
 * What the layers of a graph are called here: as in the paper whose network has the same windows,
 * strides and poolings in the same order, whatever its number of kernels; else conv1 and so on.
 *
 * @param network its name
 * @param layers their names, from the image on
 */
record LayerNames(String network, List<String> layers) {
  private static final String NONE_OF_A_PAPER = "onnx";

  LayerNames {
    layers = List.copyOf(layers);
  }

  static LayerNames of(List<FoundLayer> found) {
    List<String> shape = found.stream().map(LayerNames::shape).toList();
    return Networks.names().stream()
        .map(name -> Networks.paper(name, 2))
        .filter(paper -> paper.definitions().stream().map(LayerNames::shape).toList().equals(shape))
        .findFirst()
        .map(LayerNames::of)
        .orElseGet(() -> numbered(found));
  }

  private static LayerNames of(NetworkSpecification paper) {
    return new LayerNames(paper.name(), paper.definitions().stream().map(Layer::name).toList());
  }

  private static LayerNames numbered(List<FoundLayer> found) {
    List<String> names = new ArrayList<>();
    for (FoundLayer layer : found) {
      names.add((layer.convolution ? "conv" : "fc") + (names.size() + 1));
    }
    return new LayerNames(NONE_OF_A_PAPER, names);
  }

  private static String shape(FoundLayer layer) {
    return layer.convolution ? shape(layer.window, layer.stride, layer.poolings.size()) : "";
  }

  private static String shape(Layer layer) {
    return layer instanceof ConvolutionLayer convolution
        ? shape(convolution.window(), convolution.stride(), convolution.poolings().size())
        : "";
  }

  private static String shape(int window, int stride, int poolings) {
    return window + "/" + stride + " pooled " + poolings;
  }
}
