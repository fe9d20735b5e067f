/**
 * The device that runs everywhere: ND4J's operations on the CPU, and plain loops where ND4J's
 * operation is wrong or slow (see docs/network.md).
 */
package org.alexnetspark.model.device.nd4j;
