package org.alexnetspark.jobs.feeding;

import java.util.Optional;
import java.util.SplittableRandom;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.preprocess.image.ImageSize;
import org.alexnetspark.preprocess.image.RgbImage;

/**
 * What training makes of a stored image, anew in every epoch: a random crop, mirrored half of the
 * time, with colour jitter (section 4.1 of Krizhevsky, Sutskever and Hinton).
 *
 * @param preparation of the views that are drawn
 * @param scale to which images are resized before (section 3.1 of Simonyan and Zisserman); empty
 *     where they are squares that are used as they are
 * @param drawEvery consecutive images that share a draw of scale, crop and mirror; 32 in the
 *     author's code
 */
public record Augmentation(
    Preparation preparation, ColorJitter jitter, Optional<ScaleRange> scale, int drawEvery) {

  /** A draw for each image. */
  public Augmentation(Preparation preparation, ColorJitter jitter, Optional<ScaleRange> scale) {
    this(preparation, jitter, scale, 1);
  }

  /** Of squares that are used as they are, a draw for each. */
  public Augmentation(Preparation preparation, ColorJitter jitter) {
    this(preparation, jitter, Optional.empty());
  }

  /**
   * Draws a view of an image. Where images are resized, no more than the view is computed.
   *
   * @param seed of this image in this use; the same seed gives the same view
   */
  public ViewedImage draw(RgbImage image, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return draw(image, random, random);
  }

  /**
   * As {@link #draw(RgbImage, long)}, where images share draws.
   *
   * @param sharedSeed of scale, crop and mirror
   * @param seed of the image's own colours
   */
  public ViewedImage draw(RgbImage image, long sharedSeed, long seed) {
    return draw(image, new SplittableRandom(sharedSeed), new SplittableRandom(seed));
  }

  private ViewedImage draw(RgbImage image, SplittableRandom views, SplittableRandom colors) {
    return scale.isPresent()
        ? drawAt(scale.get().draw(views), image, views, colors)
        : drawAsStored(image, views, colors);
  }

  private ViewedImage drawAsStored(
      RgbImage image, SplittableRandom random, SplittableRandom colors) {
    int offsets = preparation.imageSize() - preparation.crop() + 1;
    View view = new View(random.nextInt(offsets), random.nextInt(offsets), random.nextBoolean());
    return new ViewedImage(image.pixels(), view, jitter.draw(colors), jitter.factor());
  }

  /** What is left of the image is the view: the preparation is of images of the crop's size. */
  private ViewedImage drawAt(
      int shorter, RgbImage image, SplittableRandom random, SplittableRandom colors) {
    ImageSize scaled = image.size().withShorter(shorter);
    int crop = preparation.crop();
    int left = random.nextInt(scaled.width() - crop + 1);
    int top = random.nextInt(scaled.height() - crop + 1);
    View all = new View(0, 0, random.nextBoolean());
    return new ViewedImage(
        image.square(scaled, left, top, crop), all, jitter.draw(colors), jitter.factor());
  }
}
