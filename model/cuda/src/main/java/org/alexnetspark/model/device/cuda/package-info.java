/**
 * NVIDIA's GPUs: cuDNN's convolutions and softmax, cuBLAS's products, and the few kernels that
 * neither has, in fp32, TF32 or bf16 (see docs/cuda.md). Everything is queued on a stream of the
 * tower's own; only what the host reads is waited for.
 */
package org.alexnetspark.model.device.cuda;
