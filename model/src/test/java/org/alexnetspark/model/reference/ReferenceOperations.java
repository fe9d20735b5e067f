package org.alexnetspark.model.reference;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.MapNormalization;

/**
 * Every operation of the network as its textbook formula, in double precision, one loop for each
 * index: slow and hard to get wrong. Maps are [image, row, column, channel]; sizes are arguments.
 */
public final class ReferenceOperations {

  private ReferenceOperations() {}

  /** What a convolution does to its geometry. */
  public record Convolution(
      int batch,
      int inputSize,
      int inputChannels,
      int kernel,
      int stride,
      int padding,
      int farPadding,
      int outputChannels) {

    public int outputSize() {
      return (inputSize + 2 * padding + farPadding - kernel) / stride + 1;
    }

    public double[] forward(double[] x, double[] w, double[] b) {
      int size = outputSize();
      double[] y = new double[batch * size * size * outputChannels];
      visit((input, weight, output) -> y[output] += x[input] * w[weight]);
      for (int i = 0; i < y.length; i++) {
        y[i] += b[i % outputChannels];
      }
      return y;
    }

    public double[] inputGradient(double[] dy, double[] w) {
      double[] dx = new double[batch * inputSize * inputSize * inputChannels];
      visit((input, weight, output) -> dx[input] += dy[output] * w[weight]);
      return dx;
    }

    public double[] weightGradient(double[] x, double[] dy) {
      double[] dw = new double[outputChannels * kernel * kernel * inputChannels];
      visit((input, weight, output) -> dw[weight] += dy[output] * x[input]);
      return dw;
    }

    public double[] biasGradient(double[] dy) {
      double[] db = new double[outputChannels];
      for (int i = 0; i < dy.length; i++) {
        db[i % outputChannels] += dy[i];
      }
      return db;
    }

    private interface Visitor {
      void visit(int input, int weight, int output);
    }

    private void visit(Visitor visitor) {
      int size = outputSize();
      for (int n = 0; n < batch; n++) {
        for (int oy = 0; oy < size; oy++) {
          for (int ox = 0; ox < size; ox++) {
            for (int ky = 0; ky < kernel; ky++) {
              for (int kx = 0; kx < kernel; kx++) {
                int iy = oy * stride + ky - padding;
                int ix = ox * stride + kx - padding;
                if (iy < 0 || ix < 0 || iy >= inputSize || ix >= inputSize) {
                  continue;
                }
                for (int o = 0; o < outputChannels; o++) {
                  for (int c = 0; c < inputChannels; c++) {
                    visitor.visit(
                        ((n * inputSize + iy) * inputSize + ix) * inputChannels + c,
                        ((o * kernel + ky) * kernel + kx) * inputChannels + c,
                        ((n * size + oy) * size + ox) * outputChannels + o);
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  public static double[] activate(Activation activation, double[] x) {
    double[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] =
          switch (activation) {
            case RELU -> Math.max(0, x[i]);
            case TANH -> Math.tanh(x[i]);
            case NONE -> x[i];
          };
    }
    return y;
  }

  public static double[] activationGradient(Activation activation, double[] x, double[] dy) {
    double[] dx = dy.clone();
    for (int i = 0; i < dx.length; i++) {
      dx[i] =
          switch (activation) {
            case RELU -> x[i] > 0 ? dy[i] : 0;
            case TANH -> dy[i] / (Math.cosh(x[i]) * Math.cosh(x[i]));
            case NONE -> dy[i];
          };
    }
    return dx;
  }

  public static double[] normalize(LrnConvention convention, int channels, double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * Math.pow(denominator(convention, channels, x, i), -LrnConvention.BETA);
    }
    return y;
  }

  public static double[] normalizationGradient(
      LrnConvention convention, int channels, double[] x, double[] dy) {
    double[] dx = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      double s = denominator(convention, channels, x, j);
      dx[j] += dy[j] * Math.pow(s, -LrnConvention.BETA);
      double common = dy[j] * x[j] * -LrnConvention.BETA * Math.pow(s, -LrnConvention.BETA - 1);
      for (int i = firstNeighbour(j, channels); i <= lastNeighbour(j, channels); i++) {
        dx[i] += common * convention.alpha() * 2 * x[i];
      }
    }
    return dx;
  }

  private static double denominator(LrnConvention convention, int channels, double[] x, int index) {
    double sum = 0;
    for (int i = firstNeighbour(index, channels); i <= lastNeighbour(index, channels); i++) {
      sum += x[i] * x[i];
    }
    return convention.k() + convention.alpha() * sum;
  }

  private static int firstNeighbour(int index, int channels) {
    int channel = index % channels;
    return index - Math.min(channel, LrnConvention.RADIUS);
  }

  private static int lastNeighbour(int index, int channels) {
    int channel = index % channels;
    return index + Math.min(channels - 1 - channel, LrnConvention.RADIUS);
  }

  public static double[] normalizeInMaps(
      MapNormalization convention, int height, int width, int channels, double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * Math.pow(denominator(convention, height, width, channels, x, i), -0.75);
    }
    return y;
  }

  public static double[] mapNormalizationGradient(
      MapNormalization convention, int height, int width, int channels, double[] x, double[] dy) {
    double[] dx = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      double s = denominator(convention, height, width, channels, x, j);
      dx[j] += dy[j] * Math.pow(s, -0.75);
      for (int i : around(j, height, width, channels)) {
        dx[i] += dy[j] * x[j] * -0.75 * Math.pow(s, -1.75) * convention.alpha() * 2 * x[i];
      }
    }
    return dx;
  }

  private static double denominator(
      MapNormalization convention, int height, int width, int channels, double[] x, int index) {
    double sum = 0;
    for (int i : around(index, height, width, channels)) {
      sum += x[i] * x[i];
    }
    return convention.k() + convention.alpha() * sum;
  }

  /** The places of the same map in a window of 5 x 5 around one. */
  private static List<Integer> around(int index, int height, int width, int channels) {
    int column = index / channels % width;
    int row = index / channels / width % height;
    List<Integer> around = new ArrayList<>();
    for (int dy = -2; dy <= 2; dy++) {
      for (int dx = -2; dx <= 2; dx++) {
        if (row + dy >= 0 && row + dy < height && column + dx >= 0 && column + dx < width) {
          around.add(index + (dy * width + dx) * channels);
        }
      }
    }
    return around;
  }

  /** Max-pooling. */
  public record MaxPooling(
      int batch, int inputSize, int channels, int window, int stride, boolean toTheEdge) {

    public MaxPooling(int batch, int inputSize, int channels, int window, int stride) {
      this(batch, inputSize, channels, window, stride, false);
    }

    public int outputSize() {
      int rest = (inputSize - window) % stride;
      return (inputSize - window) / stride + (toTheEdge && rest > 0 ? 2 : 1);
    }

    public double[] forward(double[] x) {
      int[] winners = winners(x);
      double[] y = new double[winners.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = x[winners[i]];
      }
      return y;
    }

    public double[] gradient(double[] x, double[] dy) {
      int[] winners = winners(x);
      double[] dx = new double[x.length];
      for (int i = 0; i < dy.length; i++) {
        dx[winners[i]] += dy[i];
      }
      return dx;
    }

    private int[] winners(double[] x) {
      int size = outputSize();
      int[] winners = new int[batch * size * size * channels];
      for (int i = 0; i < winners.length; i++) {
        int c = i % channels;
        int ox = i / channels % size;
        int oy = i / channels / size % size;
        int n = i / channels / size / size;
        int best = -1;
        for (int ky = 0; ky < window; ky++) {
          for (int kx = 0; kx < window; kx++) {
            if (oy * stride + ky >= inputSize || ox * stride + kx >= inputSize) {
              continue;
            }
            int row = n * inputSize + oy * stride + ky;
            int candidate = (row * inputSize + ox * stride + kx) * channels + c;
            if (best < 0 || x[candidate] > x[best]) {
              best = candidate;
            }
          }
        }
        winners[i] = best;
      }
      return winners;
    }
  }

  /** Sums over a whole input vector. */
  public record FullyConnected(int batch, int inputs, int units) {

    public double[] forward(double[] x, double[] w, double[] b) {
      double[] y = new double[batch * units];
      for (int n = 0; n < batch; n++) {
        for (int u = 0; u < units; u++) {
          double sum = b[u];
          for (int i = 0; i < inputs; i++) {
            sum += x[n * inputs + i] * w[i * units + u];
          }
          y[n * units + u] = sum;
        }
      }
      return y;
    }

    public double[] inputGradient(double[] dy, double[] w) {
      double[] dx = new double[batch * inputs];
      for (int n = 0; n < batch; n++) {
        for (int i = 0; i < inputs; i++) {
          for (int u = 0; u < units; u++) {
            dx[n * inputs + i] += dy[n * units + u] * w[i * units + u];
          }
        }
      }
      return dx;
    }

    public double[] weightGradient(double[] x, double[] dy) {
      double[] dw = new double[inputs * units];
      for (int n = 0; n < batch; n++) {
        for (int i = 0; i < inputs; i++) {
          for (int u = 0; u < units; u++) {
            dw[i * units + u] += x[n * inputs + i] * dy[n * units + u];
          }
        }
      }
      return dw;
    }

    public double[] biasGradient(double[] dy) {
      double[] db = new double[units];
      for (int i = 0; i < dy.length; i++) {
        db[i % units] += dy[i];
      }
      return db;
    }
  }

  public static double[] softmax(double[] logits, int classes) {
    double[] probabilities = new double[logits.length];
    for (int start = 0; start < logits.length; start += classes) {
      double sum = 0;
      for (int i = start; i < start + classes; i++) {
        sum += Math.exp(logits[i]);
      }
      for (int i = start; i < start + classes; i++) {
        probabilities[i] = Math.exp(logits[i]) / sum;
      }
    }
    return probabilities;
  }

  public static double meanCrossEntropy(double[] logits, int classes, int[] labels) {
    double[] probabilities = softmax(logits, classes);
    int count = logits.length / classes;
    double loss = 0;
    for (int n = 0; n < count; n++) {
      loss -= Math.log(probabilities[n * classes + labels[n]]) / count;
    }
    return loss;
  }

  public static double[] crossEntropyGradient(double[] logits, int classes, int[] labels) {
    double[] gradient = softmax(logits, classes);
    int count = logits.length / classes;
    for (int n = 0; n < count; n++) {
      gradient[n * classes + labels[n]] -= 1;
    }
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= count;
    }
    return gradient;
  }
}
