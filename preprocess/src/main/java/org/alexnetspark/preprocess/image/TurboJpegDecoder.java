package org.alexnetspark.preprocess.image;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.function.Function;

/**
 * The common kinds of JPEG straight into the words of a reused buffer, through TurboJPEG. The
 * libjpeg-turbo in Leptonica's preset gives the same pixels, but Leptonica copies each sample into
 * words of its own. What the two versions of libjpeg-turbo treat differently, and what TurboJPEG
 * complains of, is left to {@link PlainJpegDecoder}. Not safe for use by several threads at once.
 */
final class TurboJpegDecoder {
  private static final Cleaner CLEANER = Cleaner.create();

  private final State state = new State();

  TurboJpegDecoder() {
    CLEANER.register(this, state::free);
  }

  /**
   * Decodes and hands the photograph to {@code use}, for whose time alone it is valid.
   *
   * @param header of the content
   */
  <T> T decode(
      byte[] content,
      ImageHeader header,
      Function<Raster, T> use,
      PlainJpegDecoder.Otherwise<T> doubtful)
      throws ImageRejectedException {
    try {
      return state.read(content, header) ? use.apply(state.raster(header)) : doubtful.decode();
    } finally {
      state.shrink();
    }
  }

  /** What the library works on; apart from the decoder, as it is freed when that is gone. */
  private static final class State {
    private static final int SUCCESS = 0;
    private static final int NO_FLAGS = 0;

    /** Any byte, blue, green, red: {@code 0xRRGGBBxx} on a little-endian processor. */
    private static final int XBGR = 4;

    private static final int FACTS = 4;
    private static final int SUBSAMPLING = 2;

    /** After 4:4:4, 4:2:2, 4:2:0 and gray come rare ones, which are left to the newer version. */
    private static final int LAST_COMMON_SUBSAMPLING = 3;

    private final long decoder = TurboJpeg.tjInitDecompress();
    private final NativeBuffer facts = new NativeBuffer();
    private final NativeBuffer input = new NativeBuffer();
    private final NativeBuffer pixels = new NativeBuffer();

    private boolean read(byte[] content, ImageHeader header) {
      long rowBytes = header.width() * Integer.BYTES;
      if (decoder == 0
          || rowBytes * header.height() > Integer.MAX_VALUE
          || !facts.makeRoom(FACTS * Integer.BYTES)
          || !input.makeRoom(content.length)
          || !pixels.makeRoom(rowBytes * header.height())) {
        return false;
      }
      input.bytes(content.length).put(content);
      return isCommon(content.length, header)
          && TurboJpeg.tjDecompress2(
                  decoder,
                  input.address(),
                  content.length,
                  pixels.address(),
                  (int) header.width(),
                  (int) rowBytes,
                  (int) header.height(),
                  XBGR,
                  NO_FLAGS)
              == SUCCESS;
    }

    /** The library has to see the size for which memory was taken. */
    private boolean isCommon(int bytes, ImageHeader header) {
      long first = facts.address();
      int status =
          TurboJpeg.tjDecompressHeader3(
              decoder, input.address(), bytes, first, first + 4, first + 8, first + 12);
      IntBuffer found = facts.bytes(FACTS * Integer.BYTES).asIntBuffer();
      return status == SUCCESS
          && found.get(0) == header.width()
          && found.get(1) == header.height()
          && found.get(SUBSAMPLING) <= LAST_COMMON_SUBSAMPLING;
    }

    private Raster raster(ImageHeader header) {
      int width = (int) header.width();
      int height = (int) header.height();
      ByteBuffer words = pixels.bytes((long) width * height * Integer.BYTES);
      return new WordRaster(width, height, width, words.asIntBuffer());
    }

    private void shrink() {
      input.shrink();
      pixels.shrink();
    }

    private void free() {
      facts.free();
      input.free();
      pixels.free();
      TurboJpeg.tjDestroy(decoder);
    }
  }
}
