/**
 * To and from ONNX: a trained network as a graph of ONNX operators, and graphs of AlexNet's and
 * VGG's shape, whoever wrote them, as networks of this project.
 */
package org.alexnetspark.model.onnx;
