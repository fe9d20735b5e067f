package org.alexnetspark.preprocess.input;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The photographs of a split, each with its label, in the order of the listing. Kept as a few large
 * arrays, about 40 bytes a photograph, so that a driver of 1 GB holds ImageNet's listing easily.
 */
public final class PhotographList implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String[] folders;
  private final int[] folderOf;
  private final int[] labels;
  private final int[] nameEnds;
  private final byte[] names;

  private PhotographList(
      String[] folders, int[] folderOf, int[] labels, int[] nameEnds, byte[] names) {
    this.folders = folders;
    this.folderOf = folderOf;
    this.labels = labels;
    this.nameEnds = nameEnds;
    this.names = names;
  }

  /** How many. */
  public int size() {
    return labels.length;
  }

  /** The URI of a photograph. */
  public String path(int index) {
    int start = index == 0 ? 0 : nameEnds[index - 1];
    String name = new String(names, start, nameEnds[index] - start, StandardCharsets.UTF_8);
    return folders[folderOf[index]] + "/" + name;
  }

  /** The label of a photograph. */
  public int label(int index) {
    return labels[index];
  }

  /** The photographs at these positions, in this order. */
  public PhotographList select(int[] indexes) {
    Builder selected = new Builder();
    selected.folders.addAll(Arrays.asList(folders));
    for (int index : indexes) {
      int start = index == 0 ? 0 : nameEnds[index - 1];
      selected.append(folderOf[index], names, start, nameEnds[index] - start, labels[index]);
    }
    return selected.build();
  }

  /** Collects photographs in order. */
  public static final class Builder {
    private final List<String> folders = new ArrayList<>();
    private final ByteArrayOutputStream names = new ByteArrayOutputStream();
    private int[] folderOf = new int[16];
    private int[] labels = new int[16];
    private int[] nameEnds = new int[16];
    private int size;

    /**
     * Adds the photographs of one folder.
     *
     * @param folder URI without a slash at its end
     * @param name path of the photograph inside it
     */
    public Builder add(String folder, String name, int label) {
      if (folders.isEmpty() || !folders.get(folders.size() - 1).equals(folder)) {
        folders.add(folder);
      }
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      append(folders.size() - 1, bytes, 0, bytes.length, label);
      return this;
    }

    private void append(int folder, byte[] name, int offset, int length, int label) {
      if (size == labels.length) {
        int capacity = size * 2;
        folderOf = Arrays.copyOf(folderOf, capacity);
        labels = Arrays.copyOf(labels, capacity);
        nameEnds = Arrays.copyOf(nameEnds, capacity);
      }
      names.write(name, offset, length);
      folderOf[size] = folder;
      labels[size] = label;
      nameEnds[size] = names.size();
      size++;
    }

    /** The list. */
    public PhotographList build() {
      return new PhotographList(
          folders.toArray(String[]::new),
          Arrays.copyOf(folderOf, size),
          Arrays.copyOf(labels, size),
          Arrays.copyOf(nameEnds, size),
          names.toByteArray());
    }
  }
}
