package org.alexnetspark.model.onnx;

import java.util.List;
import java.util.Optional;
import onnx.Onnx;

/** A node's attributes by name. */
record Attributes(Onnx.NodeProto node) {

  long integer(String name, long otherwise) {
    return find(name).map(Onnx.AttributeProto::getI).orElse(otherwise);
  }

  double number(String name, double otherwise) {
    return find(name).map(attribute -> (double) attribute.getF()).orElse(otherwise);
  }

  String text(String name) {
    return find(name).map(attribute -> attribute.getS().toStringUtf8()).orElse("");
  }

  /** An attribute of several integers; empty where there is none. */
  List<Long> integers(String name) {
    return find(name).map(Onnx.AttributeProto::getIntsList).orElse(List.of());
  }

  Optional<Onnx.AttributeProto> find(String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst();
  }
}
