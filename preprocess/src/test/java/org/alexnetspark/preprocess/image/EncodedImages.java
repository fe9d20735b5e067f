package org.alexnetspark.preprocess.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.alexnetspark.preprocess.Photographs;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Small images in every format that is read. */
final class EncodedImages {
  private EncodedImages() {}

  /** JPEG several times over, as most photographs are: baseline, progressive, gray. */
  static List<byte[]> small() {
    BufferedImage color = Photographs.draw(24, 20, 1);
    BufferedImage gray = new BufferedImage(20, 24, BufferedImage.TYPE_BYTE_GRAY);
    gray.getGraphics().drawImage(color, 0, 0, null);
    List<byte[]> images = new ArrayList<>();
    images.add(Photographs.encode(color, "jpg"));
    images.add(progressive(color));
    images.add(Photographs.encode(gray, "jpg"));
    images.add(Photographs.encode(color, "png"));
    images.add(Photographs.encode(gray, "gif"));
    images.add(Photographs.encode(color, "bmp"));
    images.add(webp(color));
    images.add(Photographs.encode(color, "tif"));
    return images;
  }

  private static byte[] progressive(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** ImageIO does not write WebP; OpenCV does, without loss. */
  static byte[] webp(BufferedImage image) {
    byte[] png = Photographs.encode(image, "png");
    try (BytePointer bytes = new BytePointer(png);
        Mat encoded = new Mat(1, png.length, opencv_core.CV_8UC1, bytes);
        Mat decoded = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR);
        BytePointer webp = new BytePointer()) {
      opencv_imgcodecs.imencode(".webp", decoded, webp);
      byte[] content = new byte[(int) webp.limit()];
      webp.get(content);
      return content;
    }
  }
}
