/**
 * The fast device of x86-64 processors: oneDNN called directly, in fp32 or with signals and weights
 * of bf16 (see docs/network.md).
 */
package org.alexnetspark.model.device.onednn;
