package org.alexnetspark.model.onnx;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;
import org.alexnetspark.model.reference.Numbers;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.AlexNetSource;
import org.alexnetspark.model.specification.Arrangement;
import org.alexnetspark.model.specification.FourLayers;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.Pooling;
import org.alexnetspark.model.specification.Vgg;

/** Small networks of all kinds with weights, and what they answer. */
final class SavedNetworks {
  static final NetworkSpecification TINY = AlexNet.paper(5).withWidth(0.06);
  static final int IMAGE_SIZE = 256;

  private SavedNetworks() {}

  static Stream<NetworkSpecification> kinds() {
    return Stream.of(
        TINY,
        TINY.withCrop(227).withLrn(LrnConvention.CAFFE).withActivation(Activation.TANH),
        TINY.withArrangement(Arrangement.ONE_TOWER).withWidth(0.03),
        TINY.withArrangement(Arrangement.HALF),
        TINY.without("conv2"),
        TINY.without("conv4"),
        TINY.without("fc7"),
        TINY.withInputScale(1.0 / 60),
        TINY.withLrn(LrnConvention.NONE).withPooling(Pooling.PLAIN).withDropout(0),
        Vgg.A_LRN.paper(5).withCrop(32).withWidth(0.06).withDropout(0),
        Vgg.C.paper(5).withCrop(64).withWidth(0.06).withInputScale(1.0 / 60),
        AlexNetSource.NET_145.of(5).withWidth(0.06),
        AlexNetSource.NET_147.of(5).withWidth(0.06),
        AlexNetSource.NET_148.of(5).withWidth(0.06),
        AlexNetSource.NET_150.of(5).withWidth(0.03),
        AlexNetSource.NET_145_HALF.of(5).withWidth(0.12),
        FourLayers.of(5).withWidth(0.2));
  }

  /** With a mean image. */
  static SavedNetwork of(NetworkSpecification specification) {
    float[] mean = Numbers.floats(Numbers.normal(4, IMAGE_SIZE * IMAGE_SIZE * 3, 30));
    for (int i = 0; i < mean.length; i++) {
      mean[i] += 110;
    }
    return of(specification, mean);
  }

  static SavedNetwork ofMeanColor(NetworkSpecification specification) {
    return of(specification, new MeanColor(123.68f, 116.78f, 103.94f).image(IMAGE_SIZE));
  }

  private static SavedNetwork of(NetworkSpecification specification, float[] mean) {
    float[] parameters = Initialization.HE.parameters(specification, 1, 60);
    Random random = new Random(2);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) (0.001 * random.nextGaussian());
    }
    return new SavedNetwork(
        specification,
        parameters,
        mean,
        List.of("n1 cat", "n2 dog", "n3", "n4 \"quoted\"", "n5 \u00e9"));
  }

  /** Pixels of images, [image, row, column, channel]. */
  static byte[] pixels(int images) {
    byte[] pixels = new byte[images * IMAGE_SIZE * IMAGE_SIZE * 3];
    new Random(3).nextBytes(pixels);
    return pixels;
  }

  /** What this project's network says of the images' central views. */
  static float[] probabilities(SavedNetwork network, byte[] pixels) {
    int size = IMAGE_SIZE * IMAGE_SIZE * 3;
    Preparation preparation =
        new Preparation(IMAGE_SIZE, network.specification().crop(), network.mean());
    View view = View.centre(IMAGE_SIZE, network.specification().crop());
    List<ViewedImage> images =
        Stream.iterate(0, i -> i < pixels.length / size, i -> i + 1)
            .map(i -> java.util.Arrays.copyOfRange(pixels, i * size, (i + 1) * size))
            .map(image -> new ViewedImage(image, view))
            .toList();
    return probabilities(network, new ViewedImages(preparation, images), images.size());
  }

  static float[] probabilities(SavedNetwork saved, Images images, int count) {
    NetworkSpecification specification = saved.specification();
    float[] probabilities = new float[count * specification.classes()];
    try (Network network =
        new Network(
            specification,
            count,
            new DeviceChoice(DeviceChoice.Kind.ND4J, DeviceChoice.Precision.FP32)
                .forTowers(specification.towers()))) {
      network.setParameters(saved.parameters());
      network.probabilities(images, count, probabilities);
    }
    return probabilities;
  }

  /** [image, row, column, channel] as [image, channel, row, column]. */
  static byte[] channelsFirst(byte[] pixels, int side) {
    byte[] result = new byte[pixels.length];
    int area = side * side;
    for (int i = 0; i < pixels.length; i++) {
      int image = i / (3 * area);
      result[(image * 3 + i % 3) * area + i / 3 % area] = pixels[i];
    }
    return result;
  }

  /** [image, row, column, channel] as [image, channel, row, column]. */
  static float[] channelsFirst(float[] numbers, int side) {
    float[] result = new float[numbers.length];
    int area = side * side;
    for (int i = 0; i < numbers.length; i++) {
      int image = i / (3 * area);
      result[(image * 3 + i % 3) * area + i / 3 % area] = numbers[i];
    }
    return result;
  }
}
