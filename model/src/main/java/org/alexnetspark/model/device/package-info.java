/**
 * The device seam: what a tower needs of a processor, and nothing that names a library.
 *
 * <p>Everything is made once for fixed shapes and bound to its tensors: tensors first, then the
 * operations between them, then any number of steps that only run operations. A device is free to
 * choose how its tensors lie in memory, to fuse the activation into a convolution or to record a
 * step and replay it; what the host writes and reads is always in the canonical order of {@link
 * org.alexnetspark.model.device.Shape} and {@link
 * org.alexnetspark.model.specification.ParameterLayout}.
 */
package org.alexnetspark.model.device;
