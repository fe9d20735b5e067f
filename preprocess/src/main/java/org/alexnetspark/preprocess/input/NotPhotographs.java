package org.alexnetspark.preprocess.input;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Files that lie among photographs and are none, by their names. They are counted and passed over;
 * everything else is a photograph or a reject.
 */
public final class NotPhotographs {
  private static final String OF_SYSTEMS = "files that operating systems leave";

  private static final Pattern LEFT_BY_SYSTEMS =
      Pattern.compile(
          "\\._.*|\\.ds_store|thumbs\\.db|ehthumbs(_vista)?\\.db|desktop\\.ini|icon\r|__macosx"
              + "|@eadir|\\$recycle\\.bin|system volume information|lost\\+found|\\.trash.*"
              + "|\\.fseventsd|\\.spotlight-v100|\\.directory");

  private static final Pattern CHECKSUMS =
      Pattern.compile("(md5|sha1|sha256|sha512)sums?(\\.txt)?|.*\\.(md5|sha1|sha256|sha512|crc)");

  private static final Pattern TEXTS =
      Pattern.compile(".*\\.(txt|json|jsonl|cls|xml|csv|tsv|md|ya?ml|log)");

  private NotPhotographs() {}

  /** What a file of this name, without folders, is, in the plural; empty for a photograph. */
  public static Optional<String> kind(String name) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    if (LEFT_BY_SYSTEMS.matcher(lowerCase).matches()) {
      return Optional.of(OF_SYSTEMS);
    } else if (name.startsWith(".") || name.equals("_SUCCESS")) {
      return Optional.of("hidden files");
    } else if (CHECKSUMS.matcher(lowerCase).matches()) {
      return Optional.of("checksums");
    } else if (TEXTS.matcher(lowerCase).matches()) {
      return Optional.of("texts beside photographs");
    }
    return Optional.empty();
  }

  /** What a member of an archive is: also by the folders it lies in. */
  static Optional<String> kindOfMember(String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String folder = path.substring(path.lastIndexOf('/', slash - 1) + 1, slash);
      if (LEFT_BY_SYSTEMS.matcher(folder.toLowerCase(Locale.ROOT)).matches()) {
        return Optional.of(OF_SYSTEMS);
      }
    }
    return kind(path.substring(path.lastIndexOf('/') + 1));
  }
}
