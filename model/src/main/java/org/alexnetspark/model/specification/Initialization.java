package org.alexnetspark.model.specification;

import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.alexnetspark.model.specification.ParameterLayout.Range;

/**
 * How a network starts. Every layer of every tower draws from a stream of its own that depends on
 * the seed, the tower and the layer alone, so that the same seed gives the same bits on any device
 * and in any order of work.
 */
public enum Initialization {
  /**
   * As the network's definition has it: AlexNet's weights N(0, 0.01), biases 1 in conv2, conv4,
   * conv5, fc6 and fc7, else 0 (section 5); VGG's N(0, 0.01) and 0.
   */
  PAPER {
    @Override
    double deviation(LayerSpecification layer, double inputDeviation) {
      return layer.layer().start().deviation();
    }

    @Override
    float bias(LayerSpecification layer) {
      return (float) layer.layer().start().bias();
    }
  },
  /**
   * The authors' source: as the definition has it, but weights N(0, 0.03) in conv3, conv4 and
   * conv5, which the paper does not tell of.
   */
  SOURCE {
    @Override
    double deviation(LayerSpecification layer, double inputDeviation) {
      return WIDER_IN_SOURCE.contains(layer.name()) ? 0.03 : layer.layer().start().deviation();
    }

    @Override
    float bias(LayerSpecification layer) {
      return (float) layer.layer().start().bias();
    }
  },
  /** Caffe's bvlc_alexnet: 0.005 in fc6 and fc7, and biases of 0.1 where the paper has 1. */
  CAFFE {
    @Override
    double deviation(LayerSpecification layer, double inputDeviation) {
      boolean hiddenFullyConnected =
          layer.kind() == LayerSpecification.Kind.FULLY_CONNECTED && !layer.isOutput();
      return hiddenFullyConnected ? 0.005 : 0.01;
    }

    @Override
    float bias(LayerSpecification layer) {
      return layer.layer().start().bias() > 0 ? 0.1f : 0f;
    }
  },
  /**
   * Deviation sqrt(2 / fan-in), biases 0 (He et al. 2015); the first layer's is divided by the
   * deviation of the input numbers, where the rule expects one.
   */
  HE {
    @Override
    double deviation(LayerSpecification layer, double inputDeviation) {
      double deviation = Math.sqrt(2.0 / layer.fanIn());
      return layer.readsImage() ? deviation / inputDeviation : deviation;
    }

    @Override
    float bias(LayerSpecification layer) {
      return 0f;
    }
  },
  /**
   * Deviation sqrt(2 / (fan-in + fan-out)), biases 0 (Glorot and Bengio 2010), by which VGG's deep
   * networks train without shallow ones before them; the first layer's as in {@link #HE}.
   */
  GLOROT {
    @Override
    double deviation(LayerSpecification layer, double inputDeviation) {
      double deviation = Math.sqrt(2.0 / (layer.fanIn() + layer.fanOut()));
      return layer.readsImage() ? deviation / inputDeviation : deviation;
    }

    @Override
    float bias(LayerSpecification layer) {
      return 0f;
    }
  };

  /** Deviation of ImageNet's pixels about their mean, in levels of 0 to 255. */
  public static final double IMAGENET_PIXEL_DEVIATION = 74;

  private static final Set<String> WIDER_IN_SOURCE = Set.of("conv3", "conv4", "conv5");

  /** Whether it wants input numbers of about one, not levels of 0 to 255. */
  public boolean wantsInputOfOne() {
    return this == HE || this == GLOROT;
  }

  abstract double deviation(LayerSpecification layer, double inputDeviation);

  abstract float bias(LayerSpecification layer);

  /**
   * The flat vector to start from, in the order of {@link ParameterLayout}.
   *
   * @param seed the same seed gives the same bits
   * @param pixelDeviation of the pixels from the mean image, in levels of 0 to 255, above 0; only
   *     {@link #HE} and {@link #GLOROT} use it
   */
  public float[] parameters(NetworkSpecification specification, long seed, double pixelDeviation) {
    Require.that(pixelDeviation > 0, "the deviation of the pixels", pixelDeviation, "above 0");
    ParameterLayout layout = new ParameterLayout(specification);
    float[] parameters = new float[layout.length()];
    int layers = layout.layers().size();
    IntStream.range(0, layers * layout.towers())
        .parallel()
        .forEach(
            stream -> {
              int tower = stream / layers;
              int layer = stream % layers;
              LayerSpecification kind = layout.layers().get(layer);
              fillNormal(
                  parameters,
                  layout.weights(tower, layer),
                  deviation(kind, pixelDeviation * specification.inputScale()),
                  new SplittableRandom(CounterHash.of(seed, tower, layer, 0)));
              Range biases = layout.biases(tower, layer);
              Arrays.fill(parameters, biases.offset(), biases.end(), bias(kind));
            });
    return parameters;
  }

  /**
   * Marsaglia's polar method on {@link StrictMath}: unlike the JDK's own {@code nextGaussian} it
   * cannot change with the Java version.
   */
  private static void fillNormal(
      float[] target, Range range, double deviation, SplittableRandom random) {
    int index = range.offset();
    while (index < range.end()) {
      double x = 2 * random.nextDouble() - 1;
      double y = 2 * random.nextDouble() - 1;
      double square = x * x + y * y;
      if (square >= 1 || square == 0) {
        continue;
      }
      double factor = deviation * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
      target[index++] = (float) (x * factor);
      if (index < range.end()) {
        target[index++] = (float) (y * factor);
      }
    }
  }
}
