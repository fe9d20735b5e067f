package org.alexnetspark.jobs.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a network gets to see of an image that it is tested on (Simonyan and Zisserman 2015, section
 * 3.2). Softmax outputs are averaged over views, mirror images and scales; those of views and those
 * over the whole image weigh the same, where there are both.
 *
 * @param views of each image: 0, 1, 10 or 50; 0 only where it is dense
 * @param dense whether the network is applied to the whole image and its mirror image
 * @param scales what shorter sides are resized to; empty: images as they are stored
 */
public record Testing(int views, boolean dense, List<Integer> scales) implements Serializable {

  public Testing {
    scales = List.copyOf(scales);
    if (views == 0 && !dense) {
      throw new IllegalArgumentException("no views, and not dense either");
    }
  }

  /** Views of images as they are stored. */
  public static Testing ofViews(int views) {
    return new Testing(views, false, List.of());
  }

  /** Whether it is about views of images as they are stored, and nothing else. */
  boolean isOfViewsAsStored() {
    return !dense && scales.isEmpty();
  }

  /** In words, such as "10 views". */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    if (views > 0) {
      words.add(views + (views == 1 ? " view" : " views"));
    }
    if (dense) {
      words.add("dense");
    }
    String at =
        scales.stream().map(String::valueOf).collect(Collectors.joining(", ", " at scale ", ""));
    return String.join(" and ", words) + (scales.isEmpty() ? "" : at);
  }
}
