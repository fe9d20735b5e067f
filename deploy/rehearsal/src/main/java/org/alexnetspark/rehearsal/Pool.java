package org.alexnetspark.rehearsal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The photographs that a made ImageNet consists of, read where they lie: every machine has them at
 * the same place. They are mapped into memory and take nothing of the heap.
 *
 * @param ordinary JPEG files of three colours, by path
 * @param png one of another format, as ImageNet has one
 * @param cmyk one in printing inks, as ImageNet has 22
 */
record Pool(List<Content> ordinary, Content png, Content cmyk) {

  private static final String PNG = ".png";
  private static final String CMYK = "cmyk.jpg";

  /**
   * The files of a folder and of those in it: {@code *.png} is the PNG, {@code *cmyk.jpg} the one
   * in inks, and what ends in {@code .jpeg} or {@code .jpg} is ordinary. Where there is no file of
   * a rare kind an ordinary one stands for it.
   *
   * @throws IOException if the folder has no photograph
   */
  static Pool of(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    }
    List<Content> ordinary =
        contents(files.stream().filter(file -> isOrdinary(name(file))).toList());
    if (ordinary.isEmpty()) {
      throw new IOException("'" + folder + "' holds no .jpeg and no .jpg");
    }
    return new Pool(
        ordinary, first(files, PNG, ordinary.get(0)), first(files, CMYK, ordinary.get(0)));
  }

  private static boolean isOrdinary(String name) {
    return (name.endsWith(".jpeg") || name.endsWith(".jpg")) && !name.endsWith(CMYK);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  private static Content first(List<Path> files, String ending, Content otherwise)
      throws IOException {
    List<Path> found = files.stream().filter(file -> name(file).endsWith(ending)).toList();
    return found.isEmpty() ? otherwise : map(found.get(0));
  }

  private static List<Content> contents(List<Path> files) throws IOException {
    Content[] contents = new Content[files.size()];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = map(files.get(i));
    }
    return List.of(contents);
  }

  private static Content map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = channel.map(MapMode.READ_ONLY, 0, channel.size());
      return Content.of(bytes);
    }
  }
}
