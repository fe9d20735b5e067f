package org.alexnetspark.preprocess.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.alexnetspark.preprocess.Photographs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePreparerTest {
  private static final int SIZE = 32;
  private static final Color ORANGE = new Color(240, 130, 20);

  private final ImagePreparer preparer = new ImagePreparer(SIZE, 1_000_000);

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "bmp", "tif", "webp"})
  void readsTheFormatByItsContent(String format) throws Exception {
    PreparedImage image = preparer.prepare(encode(flat(50, 40, ORANGE), format));

    assertThat(image.sourceWidth()).isEqualTo(50);
    assertThat(image.sourceHeight()).isEqualTo(40);
    assertThat(image.bgr()).hasSize(SIZE * SIZE * 3);
    assertColor(image, 16, 16, 240, 130, 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp"})
  void replicatesGray(String format) throws Exception {
    BufferedImage gray = new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_GRAY);
    fill(gray, new Color(90, 90, 90));
    int level = gray.getRaster().getSample(0, 0, 0);

    assertColor(preparer.prepare(Photographs.encode(gray, format)), 10, 10, level, level, level);
  }

  @Test
  void keepsTheUpperEightOfSixteenBits() throws Exception {
    BufferedImage gray = new BufferedImage(40, 40, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 40 * 40; i++) {
      gray.getRaster().setSample(i % 40, i / 40, 0, 0x7B00 + i % 200);
    }

    assertColor(preparer.prepare(Photographs.encode(gray, "png")), 10, 10, 0x7B, 0x7B, 0x7B);
  }

  @Test
  void dropsAlphaWithoutBlending() throws Exception {
    BufferedImage glass = new BufferedImage(40, 40, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 40 * 40; i++) {
      glass.setRGB(i % 40, i / 40, 0x10_F0_82_14);
    }

    assertColor(preparer.prepare(Photographs.encode(glass, "png")), 10, 10, 0xF0, 0x82, 0x14);
  }

  @Test
  void readsInkAmountsOfACmykJpegWithoutAdobesMarker() throws Exception {
    assertColor(preparer.prepare(cmykJpeg(255, 128, 0, 51)), 10, 10, 0, 102, 204);
  }

  @ParameterizedTest(name = "orientation {0}: the red corner goes to {1}, {2}")
  @CsvSource({
    "1, 2, 2, 48, 32",
    "2, 29, 2, 48, 32",
    "3, 29, 29, 48, 32",
    "4, 2, 29, 48, 32",
    "5, 2, 2, 32, 48",
    "6, 29, 2, 32, 48",
    "7, 29, 29, 32, 48",
    "8, 2, 29, 32, 48"
  })
  void appliesTheExifOrientation(int orientation, int x, int y, int width, int height)
      throws Exception {
    BufferedImage photograph = flat(48, 32, Color.WHITE);
    Graphics2D graphics = photograph.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, 24, 16);
    graphics.dispose();

    PreparedImage image =
        preparer.prepare(withOrientation(Photographs.encode(photograph, "jpg"), orientation));

    assertThat(image.sourceWidth()).isEqualTo(width);
    assertThat(image.sourceHeight()).isEqualTo(height);
    assertColor(image, x, y, 254, 0, 0);
    assertColor(image, 31 - x, 31 - y, 255, 255, 255);
  }

  @Test
  void takesTheFirstFrameOfAGifOnItsCanvas() throws Exception {
    byte[] gif = Photographs.encode(flat(40, 40, ORANGE), "gif");
    // A canvas of 80 x 80 around the frame of 40 x 40, which lies at 40, 40.
    ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).putShort(6, (short) 80);
    ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).putShort(8, (short) 80);
    int frame = gifFrame(gif);
    gif[frame + 1] = 40;
    gif[frame + 3] = 40;

    PreparedImage image = preparer.prepare(gif);

    assertThat(image.sourceWidth()).isEqualTo(80);
    assertColor(image, 8, 8, 0, 0, 0);
    assertColor(image, 24, 24, 240, 130, 20);
  }

  @Test
  void takesAJpegThatLacksNothingButItsEndMarker() throws Exception {
    byte[] jpeg = Photographs.jpeg(300, 200, 3);
    byte[] unended = Arrays.copyOf(jpeg, jpeg.length - 2);

    assertThat(preparer.prepare(unended).bgr()).isEqualTo(preparer.prepare(jpeg).bgr());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "bmp", "tif", "webp"})
  void refusesHalfAFile(String format) {
    byte[] whole = encode(Photographs.draw(300, 200, 4), format);

    assertThatThrownBy(() -> preparer.prepare(Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(ImageRejectedException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {95, 99})
  void saysThatACutJpegIsTruncated(int percent) {
    byte[] whole = Photographs.jpeg(300, 200, 4);

    assertRejected(Arrays.copyOf(whole, whole.length * percent / 100), RejectReason.TRUNCATED);
  }

  @Test
  void saysThatACutPngIsTruncated() {
    byte[] whole = encode(Photographs.draw(300, 200, 4), "png");

    assertRejected(Arrays.copyOf(whole, whole.length - 20), RejectReason.TRUNCATED);
  }

  /** OpenCV would take 4 GB for it, and 7 seconds to clear them. */
  @Test
  void refusesAPngChunkThatAnnouncesMoreThanTheFileHas() {
    byte[] png = encode(flat(24, 20, ORANGE), "png");
    png[33] = (byte) 0xFF; // the length of the chunk after the header

    assertRejected(png, RejectReason.TRUNCATED);
  }

  @Test
  void refusesWhatIsNoImage() {
    assertRejected(new byte[0], RejectReason.EMPTY);
    assertRejected(
        "<!DOCTYPE html><p>404 Not Found".getBytes(StandardCharsets.UTF_8),
        RejectReason.UNKNOWN_FORMAT);
    assertRejected(new byte[] {1}, RejectReason.UNKNOWN_FORMAT);
  }

  @Test
  void refusesAnEnormousImageByItsHeader() {
    byte[] jpeg = Photographs.jpeg(64, 64, 1);
    ByteBuffer frame = ByteBuffer.wrap(jpeg, startOfFrame(jpeg) + 5, 4);
    frame.putShort((short) 65500).putShort((short) 65500);

    assertRejected(jpeg, RejectReason.TOO_LARGE);
    assertRejected(encode(flat(1001, 1000, ORANGE), "png"), RejectReason.TOO_LARGE);
  }

  @Test
  void acceptsAsManyPixelsAsAllowed() throws Exception {
    assertThat(preparer.prepare(encode(flat(1000, 1000, ORANGE), "png")).sourceWidth())
        .isEqualTo(1000);
  }

  @Test
  void refusesAHeaderWithoutASize() {
    byte[] gif = Photographs.encode(flat(40, 40, ORANGE), "gif");
    gif[6] = 0;

    assertRejected(gif, RejectReason.BROKEN_HEADER);
  }

  private void assertRejected(byte[] content, RejectReason reason) {
    assertThatThrownBy(() -> preparer.prepare(content))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(reason));
  }

  private static void assertColor(PreparedImage image, int x, int y, int red, int green, int blue) {
    int at = (y * image.width() + x) * 3;
    assertThat(image.bgr()[at + 2] & 0xFF).as("red").isCloseTo(red, within(2));
    assertThat(image.bgr()[at + 1] & 0xFF).as("green").isCloseTo(green, within(2));
    assertThat(image.bgr()[at] & 0xFF).as("blue").isCloseTo(blue, within(2));
  }

  private static BufferedImage flat(int width, int height, Color color) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    fill(image, color);
    return image;
  }

  private static void fill(BufferedImage image, Color color) {
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.dispose();
  }

  private static byte[] encode(BufferedImage image, String format) {
    return format.equals("webp") ? EncodedImages.webp(image) : Photographs.encode(image, format);
  }

  private static byte[] cmykJpeg(int cyan, int magenta, int yellow, int black) throws IOException {
    WritableRaster inks =
        java.awt.image.Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 40, 40, 4, new Point());
    for (int i = 0; i < 40 * 40; i++) {
      inks.setPixel(i % 40, i / 40, new int[] {cyan, magenta, yellow, black});
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(inks, null, null), null);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** Puts an EXIF segment with nothing but an orientation behind the first marker. */
  private static byte[] withOrientation(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(jpeg.length + 36);
    exif.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) 34);
    exif.put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
    exif.putShort((short) 1).putShort((short) 0x112).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0).putInt(0);
    return exif.put(jpeg, 2, jpeg.length - 2).array();
  }

  private static int startOfFrame(byte[] jpeg) {
    for (int i = 2; i < jpeg.length; i++) {
      if (jpeg[i - 1] == (byte) 0xFF && jpeg[i] == (byte) 0xC0) {
        return i - 1;
      }
    }
    throw new IllegalArgumentException("no baseline frame");
  }

  private static int gifFrame(byte[] gif) {
    int position = 13 + (3 << ((gif[10] & 7) + 1));
    while (gif[position] == 0x21) {
      position += 2;
      while (gif[position] != 0) {
        position += 1 + (gif[position] & 0xFF);
      }
      position++;
    }
    return position;
  }
}
