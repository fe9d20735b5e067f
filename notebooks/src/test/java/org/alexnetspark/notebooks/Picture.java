package org.alexnetspark.notebooks;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/**
 * A picture inside HTML. Charts are SVG whose letters are drawn: what they show is in the caption.
 *
 * @param caption what stands below it
 */
record Picture(String mediaType, byte[] content, String caption) {
  private static final Pattern IMAGE =
      Pattern.compile("<img src=\"data:([^;\"]+);base64,([^\"]+)\" alt=\"([^\"]*)\"/>");

  /** All pictures of a piece of HTML. */
  static List<Picture> in(String html) {
    return IMAGE
        .matcher(html)
        .results()
        .map(
            image ->
                new Picture(
                    image.group(1), Base64.getDecoder().decode(image.group(2)), image.group(3)))
        .toList();
  }

  BufferedImage pixels() throws IOException {
    return ImageIO.read(new ByteArrayInputStream(content));
  }
}
