package org.alexnetspark.jobs.predict;

import java.io.Serializable;
import java.util.List;
import org.alexnetspark.jobs.classify.Guess;
import org.alexnetspark.jobs.photograph.Photograph;

/**
 * What the network says of a file.
 *
 * @param photograph what was read; its pixels may have been left behind, see {@link #withoutPixels}
 * @param best the most probable classes, best first; empty for a file that was refused
 */
public record Answer(Photograph photograph, List<Guess.Scored> best) implements Serializable {
  private static final byte[] LEFT_BEHIND = new byte[0];

  boolean refused() {
    return photograph instanceof Photograph.Refused;
  }

  boolean hasPixels() {
    return photograph instanceof Photograph.Prepared prepared && prepared.pixels().length > 0;
  }

  /** The answer alone: a million photographs' pixels are 200 GB. */
  Answer withoutPixels() {
    return photograph instanceof Photograph.Prepared prepared
        ? new Answer(new Photograph.Prepared(prepared.path(), LEFT_BEHIND), best)
        : this;
  }
}
