package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * One engine and stream of oneDNN with all native objects made for them, which live until it is
 * closed: primitives hold raw addresses, so that none may be left to the garbage collector.
 */
final class OneDnnEngine implements AutoCloseable {

  /** One memory in its role for a primitive. */
  record Argument(int role, memory numbers) {}

  /** The widest instructions read so much at a time, and oneDNN aligns its own memory to it. */
  private static final long ALIGNMENT = 64;

  private final Deque<Pointer> owned = new ArrayDeque<>();
  private final Deque<Pointer> rooms = new ArrayDeque<>();
  private final engine processor;
  private final stream order;

  private memory scratch;

  OneDnnEngine() {
    processor = own(new engine(org.bytedeco.dnnl.engine.kind.cpu, 0));
    order = own(new stream(processor));
  }

  private OneDnnEngine(OneDnnEngine whole) {
    processor = whole.processor;
    order = whole.order;
  }

  /** Keeps native objects of its own, for what is given back before the whole. */
  OneDnnEngine section() {
    return new OneDnnEngine(this);
  }

  engine get() {
    return processor;
  }

  /** Keeps a native object until the end. */
  <P extends Pointer> P own(P pointer) {
    owned.push(pointer);
    return pointer;
  }

  /**
   * New memory, filled with zeros. As the operating system hands it out: what is never touched,
   * such as the gradient of a network that only answers, is never there.
   */
  memory allocate(memory.desc description) {
    Pointer room = Pointer.calloc(description.get_size() + ALIGNMENT, 1);
    if (room.isNull()) {
      throw new OutOfMemoryError("no " + description.get_size() + " bytes of native memory");
    }
    rooms.push(room);
    long aligned = (room.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return own(
        new memory(
            own(description), processor, room.getPointer(Pointer.class, aligned - room.address())));
  }

  /**
   * Memory for what an operation needs only while it runs: the same for all operations, because
   * they run one after the other.
   */
  memory scratch(memory.desc description) {
    if (description.get_size() == 0) {
      return allocate(description);
    }
    if (scratch == null || scratch.get_desc().get_size() < description.get_size()) {
      scratch = allocate(description);
    }
    return view(description, scratch, 0);
  }

  /** The same bytes, or those from an offset on, described another way. */
  memory view(memory.desc description, memory base, long byteOffset) {
    BytePointer start = own(new BytePointer(base.get_data_handle()));
    return own(
        new memory(own(description), processor, own(start.getPointer(Pointer.class, byteOffset))));
  }

  /** A primitive with its memories, to be run any number of times. */
  Runnable bind(primitive operation, Argument... arguments) {
    own(operation);
    IntMemoryMap map = own(new IntMemoryMap());
    for (Argument argument : arguments) {
      map.put(argument.role(), argument.numbers());
    }
    return () -> operation.execute(order, map);
  }

  /** A copy from one layout, or kind of number, to another. */
  Runnable copy(memory from, memory to) {
    return copy(from, to, new primitive_attr());
  }

  /** A copy with something done to the numbers on the way. */
  Runnable copy(memory from, memory to, primitive_attr attributes, Argument... further) {
    reorder.primitive_desc description =
        own(
            new reorder.primitive_desc(
                processor, from.get_desc(), processor, to.get_desc(), own(attributes), false));
    Argument[] arguments = new Argument[further.length + 2];
    arguments[0] = new Argument(DNNL_ARG_FROM, from);
    arguments[1] = new Argument(DNNL_ARG_TO, to);
    System.arraycopy(further, 0, arguments, 2, further.length);
    return bind(new reorder(description), arguments);
  }

  /** Gives everything back, what came last first. */
  @Override
  public void close() {
    owned.forEach(Pointer::deallocate);
    owned.clear();
    rooms.forEach(Pointer::free);
    rooms.clear();
  }
}
