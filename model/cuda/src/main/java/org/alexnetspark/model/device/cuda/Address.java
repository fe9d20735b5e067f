package org.alexnetspark.model.device.cuda;

import org.bytedeco.javacpp.Pointer;

/** A place in a GPU's memory. It frees nothing: memory belongs to the {@link CudaContext}. */
final class Address extends Pointer {

  /** No place. */
  static final Address NONE = new Address(0);

  Address(long address) {
    super((Pointer) null);
    this.address = address;
  }

  Address plus(long bytes) {
    return new Address(address + bytes);
  }
}
