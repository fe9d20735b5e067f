package org.alexnetspark.preprocess.input;

/**
 * The name of an archive's member: the innermost folder and the file. Folders around those are how
 * somebody happened to pack.
 *
 * @param folder empty where there is none
 * @param file simple name
 */
record MemberName(String folder, String file) {
  static MemberName of(String name) {
    int slash = name.lastIndexOf('/');
    int before = name.lastIndexOf('/', slash - 1);
    return new MemberName(
        slash < 0 ? "" : name.substring(before + 1, slash), name.substring(slash + 1));
  }

  /** What identifies the photograph if its class folder is {@link #folder}. */
  String path() {
    return folder.isEmpty() ? file : folder + "/" + file;
  }
}
