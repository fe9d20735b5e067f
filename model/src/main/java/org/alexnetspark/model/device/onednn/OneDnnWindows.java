package org.alexnetspark.model.device.onednn;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.onednn.OneDnnTensor.Strides;

/** Copies of windows of maps, at every place one, into vectors in canonical order. */
final class OneDnnWindows {

  private OneDnnWindows() {}

  static Runnable of(
      OneDnnEngine engine, OneDnnTensor maps, int side, OneDnnTensor vectors, int offset) {
    Shape shape = maps.shape();
    int rows = shape.height() - side + 1;
    int columns = shape.width() - side + 1;
    int length = vectors.shape().imageLength();
    if (rows < 1
        || columns < 1
        || vectors.shape().batch() != shape.batch() * rows * columns
        || offset + side * side * shape.channels() > length) {
      throw new IllegalArgumentException(
          "windows of " + side + " of " + shape + " do not fit " + vectors.shape());
    }
    Strides from = maps.strides();
    Strides to =
        new Strides(
            (long) rows * columns * length,
            (long) side * shape.channels(),
            shape.channels(),
            MapLayout.BLOCK);
    boolean blocked = maps.layout() == MapLayout.BLOCKED;
    int run = blocked ? OneDnnJoin.divisor(MapLayout.BLOCK, shape.channels()) : shape.channels();
    int together = run == MapLayout.BLOCK ? shape.channels() : run;
    long[] dimensions = {shape.batch(), together / run, side, side, run};
    List<Runnable> copies = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        long pixel = row * from.row() + column * from.column();
        long vector = (long) (row * columns + column) * length + offset;
        for (int channel = 0; channel < shape.channels(); channel += together) {
          copies.add(
              engine.copy(
                  maps.view(maps.start(channel) + pixel, dimensions, from),
                  vectors.view(vector + channel, dimensions, to)));
        }
      }
    }
    return () -> copies.forEach(Runnable::run);
  }
}
