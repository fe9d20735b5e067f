package org.alexnetspark.rehearsal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
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

  /**
   * The files named, and those in the folders named. {@code *.png} is the PNG, a JPEG file with
   * {@code cmyk} in its name the one in inks, any other JPEG file an ordinary one. Where there is
   * no file of a rare kind an ordinary one stands for it.
   *
   * @param paths of folders and files, with commas between them
   * @throws IOException if there is no photograph
   */
  static Pool of(String paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String path : paths.split(",", -1)) {
      try (Stream<Path> found = Files.walk(Path.of(path))) {
        found.filter(Files::isRegularFile).forEach(files::add);
      }
    }
    files.sort(null);
    List<Content> ordinary =
        contents(files.stream().filter(file -> isJpeg(file) && !isInInks(file)).toList());
    if (ordinary.isEmpty()) {
      throw new IOException("'" + paths + "' holds no .jpeg and no .jpg");
    }
    Content otherwise = ordinary.get(0);
    return new Pool(
        ordinary,
        first(files, Pool::isPng, otherwise),
        first(files, file -> isJpeg(file) && isInInks(file), otherwise));
  }

  private static boolean isJpeg(Path file) {
    return name(file).endsWith(".jpeg") || name(file).endsWith(".jpg");
  }

  private static boolean isInInks(Path file) {
    return name(file).contains("cmyk");
  }

  private static boolean isPng(Path file) {
    return name(file).endsWith(".png");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  private static Content first(List<Path> files, Predicate<Path> kind, Content otherwise)
      throws IOException {
    List<Path> found = files.stream().filter(kind).toList();
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
