package org.alexnetspark.model.specification;

import java.io.Serializable;
import java.util.List;

/**
 * A layer with weights and what follows them, in this order: activation, normalisation, pooling,
 * dropout; or, where {@link #activatedLast} says so, normalisation, pooling, activation. It says
 * what a paper's table says; sizes follow from the layers below, see {@link LayerSpecification}.
 */
public sealed interface Layer extends Serializable permits ConvolutionLayer, FullyConnectedLayer {

  /** Its name, which no other layer of the network has. */
  String name();

  /** Kernels or units of all towers together, at width 1. */
  int outputs();

  /** Where its input comes from. */
  Reads reads();

  /** What follows the sums. */
  Activation activation();

  /** Local response normalisation across maps, or none. */
  LrnConvention normalization();

  /** A second normalisation, inside each map, or none. */
  MapNormalization normalizationInMaps();

  /** Whether the activation comes after normalisations and poolings, not before them. */
  boolean activatedLast();

  /** Max-poolings, one after the other. */
  List<Pooling> poolings();

  /** Probability that an output is left out of a training step; 0 for no dropout. */
  double dropout();

  /** How the paper starts it. */
  StartingValues start();

  /** This layer with another activation. */
  Layer withActivation(Activation newActivation);
}
