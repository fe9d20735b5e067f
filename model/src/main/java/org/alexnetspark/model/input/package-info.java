/**
 * From stored images to the numbers that the network reads: what the host prepares, or hands on to
 * a device that prepares it itself.
 */
package org.alexnetspark.model.input;
