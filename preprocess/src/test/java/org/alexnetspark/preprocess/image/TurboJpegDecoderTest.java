package org.alexnetspark.preprocess.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.alexnetspark.preprocess.Photographs;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A dataset does not depend on which of the decoders a platform has: pixels, rejects, reasons. */
class TurboJpegDecoderTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("alexnetspark.data", "../../shared/data"));

  /** Damaged headers must not make the test wait for large images. */
  private static final long MAX_PIXELS = 1_000_000;

  private static final int DAMAGED = 6_000;

  private ImagePreparer with;
  private ImagePreparer without;

  @BeforeEach
  void onlyWhereItIs() {
    assumeTrue(Loader.getPlatform().equals("linux-x86_64"), "the library is for Linux on x86-64");
    with = new ImagePreparer(Framing.CROP, 16, MAX_PIXELS, true);
    without = new ImagePreparer(Framing.CROP, 16, MAX_PIXELS, false);
  }

  @Test
  void theLibraryOfTheJarIsFoundAndLoaded() {
    assertThat(TurboJpeg.isAvailable()).isTrue();
  }

  @Test
  void everySamplingQualityAndSizeGivesTheSamePixels() {
    for (byte[] jpeg : drawn()) {
      assertSame(jpeg, "drawn");
    }
  }

  @Test
  void damagedImagesEndTheSameWay() {
    List<byte[]> originals = drawn();
    Random random = new Random(2012);
    for (int i = 0; i < DAMAGED; i++) {
      byte[] jpeg = originals.get(i % originals.size()).clone();
      assertSame(damaged(jpeg, random), "damaged image " + i);
    }
  }

  /** Newer versions smooth over more neighbours where coefficients are still to come. */
  @Test
  void progressiveImagesThatEndBetweenTwoScansGiveTheSamePixels() {
    byte[] whole = jpeg(Photographs.draw(64, 47, 7), 80, 0x221111, 1, 0);
    for (int at = 2; at + 1 < whole.length; at++) {
      if ((whole[at] & 0xFF) == 0xFF && (whole[at + 1] & 0xFF) == 0xDA) {
        byte[] begun = Arrays.copyOf(whole, at + 2);
        begun[at + 1] = (byte) 0xD9;
        assertSame(begun, "cut off at " + at);
      }
    }
  }

  @Test
  void largerPhotographsThanBeforeFindRoom() {
    assertSame(jpeg(Photographs.draw(40, 30, 1), 90, 0x221111, 0, 0), "small");
    assertSame(jpeg(Photographs.draw(900, 700, 2), 90, 0x221111, 0, 0), "large");
    assertSame(jpeg(Photographs.draw(40, 30, 3), 90, 0x221111, 0, 0), "small again");
  }

  @Test
  void realAndDifficultPhotographsGiveTheSame() throws IOException {
    assumeTrue(Files.exists(FOLDER), FOLDER + " is absent");
    for (String folder : List.of("varied", "nasty")) {
      try (Stream<Path> files = Files.walk(FOLDER.resolve(folder))) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          assertSame(Files.readAllBytes(file), file.toString());
        }
      }
    }
  }

  private void assertSame(byte[] content, String name) {
    assertThat(outcome(with, content)).as(name).isEqualTo(outcome(without, content));
  }

  private static Object outcome(ImagePreparer preparer, byte[] content) {
    try {
      return preparer.<List<Integer>>decode(content, TurboJpegDecoderTest::summary);
    } catch (ImageRejectedException e) {
      return e.reason() + ": " + e.getMessage();
    }
  }

  /** Width, height and a hash of every row's pixels. */
  private static List<Integer> summary(Raster photograph) {
    List<Integer> summary = new ArrayList<>(List.of(photograph.width(), photograph.height()));
    int[] row = new int[photograph.width()];
    for (int y = 0; y < photograph.height(); y++) {
      photograph.readRow(y, 0, row.length, row);
      summary.add(Arrays.hashCode(Arrays.stream(row).map(pixel -> pixel >>> 8).toArray()));
    }
    return summary;
  }

  private static List<byte[]> drawn() {
    List<byte[]> images = new ArrayList<>();
    int[] samplings = {0x111111, 0x211111, 0x221111, 0x121111, 0x411111};
    int[][] sizes = {{1, 1}, {3, 50}, {16, 16}, {33, 17}, {64, 47}};
    for (int sampling : samplings) {
      for (int[] size : sizes) {
        BufferedImage image = Photographs.draw(size[0], size[1], sampling + size[0]);
        images.add(jpeg(image, 30, sampling, 0, 0));
        images.add(jpeg(image, 95, sampling, 0, 3));
        images.add(jpeg(image, 80, sampling, 1, 0));
      }
    }
    BufferedImage gray = new BufferedImage(37, 29, BufferedImage.TYPE_BYTE_GRAY);
    gray.getGraphics().drawImage(Photographs.draw(37, 29, 5), 0, 0, null);
    images.add(Photographs.encode(gray, "jpg"));
    return images;
  }

  private static byte[] jpeg(
      BufferedImage image, int quality, int sampling, int progressive, int restartInterval) {
    byte[] png = Photographs.encode(image, "png");
    try (BytePointer bytes = new BytePointer(png);
        Mat encoded = new Mat(1, png.length, opencv_core.CV_8UC1, bytes);
        Mat decoded = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR);
        IntPointer parameters =
            new IntPointer(
                opencv_imgcodecs.IMWRITE_JPEG_QUALITY,
                quality,
                opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR,
                sampling,
                opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE,
                progressive,
                opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL,
                restartInterval);
        BytePointer jpeg = new BytePointer()) {
      assertThat(opencv_imgcodecs.imencode(".jpg", decoded, jpeg, parameters)).isTrue();
      byte[] content = new byte[(int) jpeg.limit()];
      jpeg.get(content);
      return content;
    }
  }

  private static byte[] damaged(byte[] jpeg, Random random) {
    int damages = 1 + random.nextInt(3);
    for (int i = 0; i < damages; i++) {
      int anywhere = random.nextInt(jpeg.length);
      switch (random.nextInt(5)) {
        case 0 -> jpeg[anywhere] ^= (byte) (1 << random.nextInt(8));
        case 1 -> jpeg[anywhere] = (byte) random.nextInt(256);
        case 2 -> jpeg[anywhere] = (byte) 0xFF;
        case 3 -> Arrays.fill(jpeg, anywhere, Math.min(jpeg.length, anywhere + 16), (byte) 0);
        default -> jpeg = Arrays.copyOf(jpeg, Math.max(anywhere, jpeg.length / 2));
      }
    }
    return jpeg;
  }
}
