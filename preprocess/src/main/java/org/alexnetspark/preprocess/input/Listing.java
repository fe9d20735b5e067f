package org.alexnetspark.preprocess.input;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Where photographs lie: each is a file, or a stretch of a tar or SequenceFile. Kept as a few large
 * arrays, about 60 bytes a photograph, so that a driver of 1 GB holds ImageNet's listing easily.
 */
public final class Listing implements Serializable {
  private static final long serialVersionUID = 1L;

  /** In place of an offset: the photograph is a file of its own. */
  private static final long WHOLE_FILE = -1;

  private final String[] containers;
  private final int[] containerOf;
  private final long[] offsets;
  private final long[] lengths;
  private final boolean[] deflated;
  private final String[] classNames;
  private final int[] classOf;
  private final int[] pathEnds;
  private final byte[] paths;
  private final TreeMap<String, Skipped> skipped;

  /** Files of one kind that are no photographs: how many, and the path of one. */
  private record Skipped(long files, String first) implements Serializable {
    private Skipped plus(Skipped other) {
      return new Skipped(
          files + other.files, first.compareTo(other.first) <= 0 ? first : other.first);
    }
  }

  private Listing(Builder builder) {
    int size = builder.size;
    this.containers = builder.containers.names();
    this.containerOf = Arrays.copyOf(builder.containerOf, size);
    this.offsets = Arrays.copyOf(builder.offsets, size);
    this.lengths = Arrays.copyOf(builder.lengths, size);
    this.deflated = Arrays.copyOf(builder.deflated, size);
    this.skipped = new TreeMap<>(builder.skipped);
    this.classNames = builder.classNames.names();
    this.classOf = Arrays.copyOf(builder.classOf, size);
    this.pathEnds = Arrays.copyOf(builder.pathEnds, size);
    this.paths = builder.paths.toByteArray();
  }

  /** How many photographs. */
  public int size() {
    return pathEnds.length;
  }

  /** Where one lies. */
  public Location location(int index) {
    String container = containers[containerOf[index]];
    return offsets[index] == WHOLE_FILE
        ? Location.ofFile(container + "/" + path(index))
        : new Location(container, offsets[index], lengths[index], deflated[index]);
  }

  /** What identifies a photograph: its class folder and name, the same in a folder and in a tar. */
  public String path(int index) {
    int start = pathStart(index);
    return new String(paths, start, pathEnds[index] - start, StandardCharsets.UTF_8);
  }

  /** The name that the input gives to a photograph's class; empty where it gives none. */
  String className(int index) {
    return classNames[classOf[index]];
  }

  /** All class names that the input gives. */
  public Set<String> classNames() {
    Set<String> names = new TreeSet<>(List.of(classNames));
    names.remove("");
    return names;
  }

  /** What was passed over, in words, a line for each kind. */
  public List<String> skipped() {
    return skipped.entrySet().stream()
        .map(
            each ->
                String.format(
                    Locale.ROOT,
                    "%,d %s (such as %s)",
                    each.getValue().files(),
                    each.getKey(),
                    each.getValue().first()))
        .toList();
  }

  private int pathStart(int index) {
    return index == 0 ? 0 : pathEnds[index - 1];
  }

  /** By folder, then by name: by UTF-8 bytes, a slash before everything else. */
  int compare(int first, int second) {
    int at = pathStart(first);
    int end = pathEnds[first];
    int otherAt = pathStart(second);
    int otherEnd = pathEnds[second];
    while (at < end && otherAt < otherEnd) {
      int difference = rank(paths[at++]) - rank(paths[otherAt++]);
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(end - at, otherEnd - otherAt);
  }

  /** The positions of the photographs in the order of {@link #compare}. */
  int[] order() {
    return IntStream.range(0, size())
        .boxed()
        .sorted(this::compare)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int rank(byte character) {
    return character == '/' ? 0 : character & 0xFF;
  }

  /** The photographs at these positions, in this order. */
  Listing select(int[] indexes) {
    Builder selected = new Builder();
    for (int index : indexes) {
      selected.addFrom(this, index);
    }
    return selected.build();
  }

  /** Collects photographs. */
  public static final class Builder {
    private final Names containers = new Names();
    private final Names classNames = new Names();
    private final ByteArrayOutputStream paths = new ByteArrayOutputStream();
    private int[] containerOf = new int[16];
    private long[] offsets = new long[16];
    private long[] lengths = new long[16];
    private boolean[] deflated = new boolean[16];
    private final Map<String, Skipped> skipped = new TreeMap<>();
    private int[] classOf = new int[16];
    private int[] pathEnds = new int[16];
    private int size;

    /**
     * Adds a file.
     *
     * @param folder URI without a slash at its end
     * @param path of the file inside it
     * @param className empty where the input gives none
     */
    public Builder addFile(String folder, String path, String className) {
      byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
      append(folder, WHOLE_FILE, 0, false, className, bytes, 0, bytes.length);
      return this;
    }

    /**
     * Adds a stretch of a file.
     *
     * @param path what identifies the photograph
     * @param className empty where the input gives none
     */
    public Builder addStretch(Location location, String path, String className) {
      byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
      append(
          location.file(),
          location.offset(),
          location.length(),
          location.deflated(),
          className,
          bytes,
          0,
          bytes.length);
      return this;
    }

    /**
     * Counts a file that is passed over.
     *
     * @param kind in words, such as "hidden files"
     */
    Builder skip(String kind, String path) {
      skipped.merge(kind, new Skipped(1, path), Skipped::plus);
      return this;
    }

    /** Adds all photographs of another listing, and what it passed over. */
    public Builder addAll(Listing other) {
      for (int index = 0; index < other.size(); index++) {
        addFrom(other, index);
      }
      other.skipped.forEach((kind, files) -> skipped.merge(kind, files, Skipped::plus));
      return this;
    }

    private void addFrom(Listing other, int index) {
      int start = other.pathStart(index);
      append(
          other.containers[other.containerOf[index]],
          other.offsets[index],
          other.lengths[index],
          other.deflated[index],
          other.className(index),
          other.paths,
          start,
          other.pathEnds[index] - start);
    }

    private void append(
        String container,
        long offset,
        long length,
        boolean isDeflated,
        String className,
        byte[] path,
        int pathStart,
        int pathLength) {
      if (size == pathEnds.length) {
        grow(size * 2);
      }
      paths.write(path, pathStart, pathLength);
      containerOf[size] = containers.index(container);
      offsets[size] = offset;
      lengths[size] = length;
      deflated[size] = isDeflated;
      classOf[size] = classNames.index(Normalizer.normalize(className, Normalizer.Form.NFC));
      pathEnds[size] = paths.size();
      size++;
    }

    private void grow(int capacity) {
      containerOf = Arrays.copyOf(containerOf, capacity);
      offsets = Arrays.copyOf(offsets, capacity);
      lengths = Arrays.copyOf(lengths, capacity);
      deflated = Arrays.copyOf(deflated, capacity);
      classOf = Arrays.copyOf(classOf, capacity);
      pathEnds = Arrays.copyOf(pathEnds, capacity);
    }

    /** Photographs so far. */
    public int size() {
      return size;
    }

    /** The listing. */
    public Listing build() {
      return new Listing(this);
    }
  }

  /** Strings that many photographs share, by number. */
  private static final class Names {
    private final Map<String, Integer> indexes = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    private int index(String name) {
      return indexes.computeIfAbsent(
          name,
          unknown -> {
            names.add(unknown);
            return names.size() - 1;
          });
    }

    private String[] names() {
      return names.toArray(String[]::new);
    }
  }
}
