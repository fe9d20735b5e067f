package org.alexnetspark.preprocess.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the members of an archive are: photographs, archives, or files beside photographs. As
 * WebDataset has it, {@code key.cls} names the class of {@code key.jpg}, or the label in {@code
 * key.json} does, as img2dataset writes it.
 */
final class ArchiveMembers {
  private static final int MOST_TEXT_BYTES = 1 << 20;
  private static final String CLASS_ENDING = ".cls";
  private static final String DESCRIPTION_ENDING = ".json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Archive archive;
  private final String labelField;
  private final Contents contents;
  private final Set<String> names = new HashSet<>();
  private final List<Member> members = new ArrayList<>();
  private final List<Archive> archives = new ArrayList<>();
  private final Map<String, String> classes = new HashMap<>();
  private final Map<String, String> described = new HashMap<>();
  private final Listing.Builder photographs = new Listing.Builder();

  private record Member(String name, Location location) {}

  /** Hands over small members. */
  interface Contents {
    /** At most so many bytes of a member. */
    byte[] read(Location location, int most) throws IOException;
  }

  /**
   * The members of one archive.
   *
   * @param labelField that names the class in a photograph's {@code .json}; one that was asked for
   *     counts before {@code .cls}, and has to be there
   */
  ArchiveMembers(Archive archive, String labelField, Contents contents) {
    this.archive = archive;
    this.labelField = labelField;
    this.contents = contents;
  }

  /** Adds a plain file. */
  void add(String memberName, Location location) throws IOException {
    String name = memberName.replaceFirst("^(\\./)+", "");
    if (!names.add(name)) {
      throw broken("holds " + name + " twice");
    }
    String simpleName = name.substring(name.lastIndexOf('/') + 1);
    String lowerCase = simpleName.toLowerCase(Locale.ROOT);
    Optional<String> none = NotPhotographs.kindOfMember(name);
    if (none.isPresent()) {
      photographs.skip(none.get(), name);
      if (lowerCase.endsWith(CLASS_ENDING)) {
        classes.put(withoutEnding(name), text(location).strip());
      } else if (lowerCase.endsWith(DESCRIPTION_ENDING)) {
        labelIn(text(location)).ifPresent(label -> described.put(withoutEnding(name), label));
      }
    } else if (lowerCase.endsWith(".tar")) {
      if (location.deflated()) {
        throw broken("holds " + name + " compressed; unpack it");
      }
      archives.add(new Archive(location, withoutEnding(simpleName)));
    } else {
      members.add(new Member(name, location));
    }
  }

  private String text(Location location) throws IOException {
    return new String(contents.read(location, MOST_TEXT_BYTES), StandardCharsets.UTF_8);
  }

  private Optional<String> labelIn(String json) {
    try {
      JsonNode label = JSON.readTree(json).path(labelField);
      return label.isTextual() || label.isIntegralNumber()
          ? Optional.of(label.asText())
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  ArchiveIndex build() {
    if (members.isEmpty() && archives.isEmpty()) {
      throw broken("holds no photographs");
    }
    boolean asked = !labelField.equals(Archive.LABEL_FIELD);
    if (asked && described.isEmpty() && !members.isEmpty()) {
      throw broken("holds no .json with a class in \"" + labelField + "\", as --label-field says");
    }
    boolean byDescription = asked || classes.isEmpty();
    Map<String, String> named = byDescription ? described : classes;
    String ending = byDescription ? DESCRIPTION_ENDING : CLASS_ENDING;
    for (Member member : members) {
      if (named.isEmpty()) {
        addByFolder(member);
      } else {
        photographs.addStretch(
            member.location(), member.name(), className(member.name(), named, ending));
      }
    }
    return new ArchiveIndex(photographs.build(), archives);
  }

  private void addByFolder(Member member) {
    MemberName name = MemberName.of(member.name());
    String folder = name.folder().isEmpty() ? archive.name() : name.folder();
    photographs.addStretch(member.location(), new MemberName(folder, name.file()).path(), folder);
  }

  /**
   * Looks for the file of a photograph's class: its key is the name without the last ending, or
   * less, down to the first dot, where WebDataset cuts.
   */
  private String className(String name, Map<String, String> named, String ending) {
    int file = name.lastIndexOf('/') + 1;
    for (int dot = name.lastIndexOf('.'); dot > file; dot = name.lastIndexOf('.', dot - 1)) {
      String className = named.get(name.substring(0, dot));
      if (className != null) {
        return className;
      }
    }
    throw broken("holds " + name + " but no " + withoutEnding(name) + ending + " with its class");
  }

  private static String withoutEnding(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= name.lastIndexOf('/') ? name : name.substring(0, dot);
  }

  private UnusableInputException broken(String what) {
    return broken(archive, what);
  }

  static UnusableInputException broken(Archive archive, String what) {
    String inside =
        archive.location().offset() == 0 ? "" : " (" + archive.name() + ".tar inside it)";
    return new UnusableInputException(archive.location().file() + inside + ": " + what);
  }
}
