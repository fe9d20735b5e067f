package org.alexnetspark.model.input;

import java.util.Locale;

/** Who turns stored pixels into the numbers that the network reads. */
public enum PreparedBy {
  /** The host, ahead of need, on threads of its own. */
  HOST,
  /** The device, when it gets the images. */
  DEVICE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
