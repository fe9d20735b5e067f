package org.alexnetspark.model.device.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.alexnetspark.model.device.ParameterValues;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Master weights as a flat vector of fp32 in canonical order. Layers that want them otherwise laid
 * out, or in bf16, have copies that follow the masters; operations that want the same copy share
 * it.
 */
final class OneDnnParameterValues implements ParameterValues {

  private final OneDnnEngine engine;
  private final int length;
  private final memory values;
  private final FloatPointer hostValues;
  private final List<Copy> copies = new ArrayList<>();
  private final List<Runnable> followers = new ArrayList<>();

  /** The numbers from an offset on, as a description says. */
  private record Copy(int offset, memory.desc description, memory numbers) {}

  OneDnnParameterValues(OneDnnEngine engine, int length) {
    this.engine = engine;
    this.length = length;
    values = vector(engine, length);
    hostValues = engine.own(new FloatPointer(values.get_data_handle()));
  }

  static memory vector(OneDnnEngine engine, int length) {
    return engine.allocate(new memory.desc(new long[] {length}, data_type.f32, format_tag.a));
  }

  @Override
  public Parameters layer(Range weights, Range biases) {
    return new OneDnnParameters(this, null, weights, biases);
  }

  @Override
  public void write(float[] newValues, int offset) {
    hostValues.put(newValues, offset, length);
    follow();
  }

  void read(float[] target, int offset) {
    hostValues.get(target, offset, length);
  }

  /** Of everything that lives as long as the values do. */
  OneDnnEngine engine() {
    return engine;
  }

  memory whole() {
    return values;
  }

  memory view(memory.desc description, int offset) {
    return engine.view(description, values, (long) offset * Float.BYTES);
  }

  /**
   * A copy of the numbers from an offset on, made when it is asked for first.
   *
   * @param fill binds, by {@link #follow(Runnable)}, what keeps the copy up to date
   */
  memory copy(int offset, memory.desc description, Consumer<memory> fill) {
    for (Copy copy : copies) {
      if (copy.offset() == offset && copy.description().equals(description)) {
        return copy.numbers();
      }
    }
    memory numbers = engine.allocate(description);
    fill.accept(numbers);
    copies.add(new Copy(offset, engine.own(numbers.get_desc()), numbers));
    return numbers;
  }

  /** Runs a copy of the values now and whenever they have changed. */
  void follow(Runnable copy) {
    copy.run();
    followers.add(copy);
  }

  /** Says that the values have changed. */
  void follow() {
    followers.forEach(Runnable::run);
  }
}
