package org.alexnetspark.jobs.feeding;

import java.util.SplittableRandom;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;

/**
 * What training makes of a stored image, anew in every epoch: a random crop, mirrored half of the
 * time, with colour jitter (the paper's section 4.1).
 *
 * @param preparation of the views that are drawn
 */
public record Augmentation(Preparation preparation, ColorJitter jitter) {

  /**
   * Draws a view of an image.
   *
   * @param seed of this image in this use; the same seed gives the same view
   */
  public ViewedImage draw(byte[] pixels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int offsets = preparation.imageSize() - preparation.crop() + 1;
    View view = new View(random.nextInt(offsets), random.nextInt(offsets), random.nextBoolean());
    return new ViewedImage(pixels, view, jitter.draw(random));
  }
}
