package org.alexnetspark.model.device;

/** What a device made is known to it by its own type. */
public final class SameDevice {

  private SameDevice() {}

  /**
   * What was handed over, as the device's own type.
   *
   * @throws IllegalArgumentException if another kind of device made it
   */
  public static <T> T require(Class<T> own, Object any) {
    if (!own.isInstance(any)) {
      throw new IllegalArgumentException(
          own.getSimpleName() + " is needed here; another kind of device made " + any.getClass());
    }
    return own.cast(any);
  }
}
