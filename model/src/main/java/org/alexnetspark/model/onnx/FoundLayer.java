package org.alexnetspark.model.onnx;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.MapNormalization;
import org.alexnetspark.model.specification.Padding;
import org.alexnetspark.model.specification.Pooling;

/** A layer as a graph has it, filled node by node. */
final class FoundLayer {
  /** Where its weights are, for messages. */
  final String node;

  final boolean convolution;

  /** Kernels or units. */
  final int outputs;

  /** [kernel, channel of its group, row, column] or [unit, input]. */
  final float[] weights;

  int window = 1;
  int stride = 1;
  Padding padding = Padding.NONE;

  /** Parts of the channels that do not see each other. */
  int groups = 1;

  float[] biases;
  Activation activation = Activation.NONE;
  LrnConvention normalization = LrnConvention.NONE;

  MapNormalization normalizationInMaps = MapNormalization.NONE;

  /** Whether the activation comes after normalisation or pooling. */
  boolean activatedLast;

  /** Whether the halves of the channels are normalised each by itself. */
  boolean normalizedByHalves;

  final List<Pooling> poolings = new ArrayList<>();

  /** Negative where the graph does not say. */
  double dropout = -1;

  FoundLayer(String node, boolean convolution, int outputs, float[] weights) {
    this.node = node;
    this.convolution = convolution;
    this.outputs = outputs;
    this.weights = weights;
    biases = new float[outputs];
  }

  boolean hasActivation() {
    return activation != Activation.NONE;
  }

  boolean isNormalized() {
    return normalization != LrnConvention.NONE;
  }
}
