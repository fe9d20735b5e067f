package org.alexnetspark.preprocess.image;

import java.nio.IntBuffer;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * JPEG in gray or colour that needs no turning, through Leptonica, whose preset has libjpeg-turbo
 * with its vector instructions; OpenCV's preset is built without them and takes twice as long for
 * the same pixels. Not safe for use by several threads at once.
 */
final class PlainJpegDecoder {
  /** Above all levels of severity: what is wrong with a file goes into the rejects. */
  private static final int SILENT = 6;

  private static final int FULL_SIZE = 1;
  private static final int NO_PALETTE = 0;
  private static final int NO_HINT = 0;

  static {
    leptonica.setMsgSeverity(SILENT);
  }

  private final IntPointer warnings = new IntPointer(1);
  private BytePointer input = new BytePointer(1 << 18);

  /**
   * Decodes and hands the photograph to {@code use}. It lies in native memory that is freed
   * afterwards.
   */
  <T> T decode(byte[] content, Function<Raster, T> use, Otherwise<T> doubtful)
      throws ImageRejectedException {
    PIX image = read(content);
    if (image == null) {
      return doubtful.decode();
    }
    try {
      if (warnings.get() > 0) {
        return doubtful.decode();
      }
      return use.apply(raster(image));
    } finally {
      leptonica.pixDestroy(image);
    }
  }

  /** What to do with data that the library complains of. */
  interface Otherwise<T> {
    T decode() throws ImageRejectedException;
  }

  private PIX read(byte[] content) {
    if (input.capacity() < content.length) {
      input.deallocate();
      input = new BytePointer(content.length + content.length / 2L);
    }
    input.position(0).put(content);
    return leptonica.pixReadMemJpeg(
        input, content.length, NO_PALETTE, FULL_SIZE, warnings, NO_HINT);
  }

  private static Raster raster(PIX image) {
    int width = leptonica.pixGetWidth(image);
    int height = leptonica.pixGetHeight(image);
    int rowWords = leptonica.pixGetWpl(image);
    IntBuffer words = leptonica.pixGetData(image).capacity((long) rowWords * height).asBuffer();
    return leptonica.pixGetDepth(image) == Integer.SIZE
        ? new WordRaster(width, height, rowWords, words)
        : new GrayRaster(width, height, rowWords, words);
  }

  /** Four pixels a word, the first in its highest byte. */
  private record GrayRaster(int width, int height, int rowWords, IntBuffer words)
      implements Raster {
    @Override
    public void readRow(int row, int column, int count, int[] packed) {
      for (int i = 0; i < count; i++) {
        int x = column + i;
        int word = words.get(row * rowWords + x / Integer.BYTES);
        int level = word >>> (24 - Byte.SIZE * (x % Integer.BYTES)) & 0xFF;
        packed[i] = level * 0x01010100;
      }
    }
  }
}
