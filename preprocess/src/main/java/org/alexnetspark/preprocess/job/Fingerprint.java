package org.alexnetspark.preprocess.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.PhotographList;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/** Identifies all that decides the bytes of a split, as far as it is known before decoding. */
public final class Fingerprint {
  private Fingerprint() {}

  /** The SHA-256, in hexadecimal, of settings, versions, classes, and every photograph's place. */
  public static String of(
      SplitSettings settings,
      Map<String, String> versions,
      ClassList classes,
      PhotographList photographs) {
    MessageDigest digest = DigestUtils.getSha256Digest();
    add(digest, settings.asOptions());
    add(digest, new TreeMap<>(versions));
    classes.classes().forEach(each -> add(digest, each.synset()));
    for (int i = 0; i < photographs.size(); i++) {
      add(digest, photographs.path(i));
      add(digest, photographs.label(i));
      add(digest, photographs.location(i));
    }
    return Hex.encodeHexString(digest.digest());
  }

  private static void add(MessageDigest digest, Object value) {
    digest.update((value + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
