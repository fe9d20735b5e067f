package org.alexnetspark.preprocess.input;

import java.util.Locale;
import java.util.Set;

/**
 * The name of an archive's member: the innermost folder and the file. Folders around those are how
 * somebody happened to pack.
 *
 * @param folder empty where there is none
 * @param file its name, with a folder {@code images} or the like if it lies in one
 */
record MemberName(String folder, String file) {
  /** A class folder may hold its photographs in a folder of such a name. */
  private static final Set<String> NO_CLASSES =
      Set.of("images", "image", "imgs", "img", "photos", "pictures", "jpg", "jpeg", "jpegs");

  static MemberName of(String name) {
    int slash = name.lastIndexOf('/');
    int before = name.lastIndexOf('/', slash - 1);
    if (before > 0
        && NO_CLASSES.contains(name.substring(before + 1, slash).toLowerCase(Locale.ROOT))) {
      slash = before;
      before = name.lastIndexOf('/', slash - 1);
    }
    return new MemberName(
        slash < 0 ? "" : name.substring(before + 1, slash), name.substring(slash + 1));
  }

  /** What identifies the photograph if its class folder is {@link #folder}. */
  String path() {
    return folder.isEmpty() ? file : folder + "/" + file;
  }
}
