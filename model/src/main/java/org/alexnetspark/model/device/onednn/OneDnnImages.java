package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_SCALES;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.alexnetspark.model.specification.Padding;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Images in the layout that the first convolution wants, which names it when it is made. The host's
 * numbers are scaled, reordered and rounded image by image, through a piece of memory that stays in
 * the cache.
 */
final class OneDnnImages implements ImageInput {

  private final OneDnnEngine engine;
  private final Shape shape;
  private final Padding padding;
  private final data_type type;
  private final primitive_attr scaling;
  private final Argument scale;
  private final memory oneImage;
  private final FloatPointer host;
  private final List<Runnable> copies = new ArrayList<>();
  private memory laidOut;
  private BytePointer device;
  private long imageBytes;
  private int used;

  OneDnnImages(OneDnnEngine engine, Shape shape, Padding padding, float scale, data_type type) {
    this.engine = engine;
    this.shape = shape;
    this.padding = padding;
    this.type = type;
    scaling = engine.own(new primitive_attr());
    scaling.set_scales_mask(DNNL_ARG_SRC, 0);
    memory factor = engine.allocate(new memory.desc(new long[] {1}, data_type.f32, format_tag.a));
    engine.own(new FloatPointer(factor.get_data_handle())).put(scale);
    this.scale = new Argument(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC, factor);
    oneImage = engine.allocate(MapLayout.CHANNELS_LAST.describe(single(), data_type.f32));
    host = engine.own(new FloatPointer(oneImage.get_data_handle()));
  }

  static OneDnnImages of(ImageInput input) {
    return SameDevice.require(OneDnnImages.class, input);
  }

  Shape shape() {
    return shape;
  }

  /** For the convolution to add. */
  Padding padding() {
    return padding;
  }

  memory.desc describe(format_tag layout) {
    return new memory.desc(MapLayout.dimensions(shape), type, layout);
  }

  /**
   * Makes the memory, once the first convolution has said how it is to lie.
   *
   * @throws IllegalArgumentException if another convolution has said otherwise
   */
  memory layOut(format_tag layout) {
    if (laidOut != null) {
      if (!laidOut.get_desc().equals(describe(layout))) {
        throw new IllegalArgumentException("two convolutions want the same images in other orders");
      }
      return laidOut;
    }
    memory.desc description = describe(layout);
    imageBytes = description.get_size() / shape.batch();
    laidOut = engine.allocate(description);
    device = engine.own(new BytePointer(laidOut.get_data_handle()));
    for (int image = 0; image < shape.batch(); image++) {
      memory.desc one = new memory.desc(MapLayout.dimensions(single()), type, layout);
      copies.add(
          engine.copy(oneImage, engine.view(one, laidOut, image * imageBytes), scaling, scale));
    }
    return laidOut;
  }

  @Override
  public void write(float[] images, int count) {
    int length = shape.imageLength();
    for (int image = 0; image < count; image++) {
      host.put(images, image * length, length);
      copies.get(image).run();
    }
    if (count < used) {
      Pointer.memset(device.getPointer(count * imageBytes), 0, (used - count) * imageBytes);
    }
    used = count;
  }

  private Shape single() {
    return shape.withBatch(1);
  }
}
