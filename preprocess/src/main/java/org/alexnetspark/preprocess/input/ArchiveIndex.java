package org.alexnetspark.preprocess.input;

import java.io.Serializable;
import java.util.List;

/**
 * What an archive holds.
 *
 * @param photographs in it
 * @param archives in it that have to be indexed themselves
 */
public record ArchiveIndex(Listing photographs, List<Archive> archives) implements Serializable {
  public ArchiveIndex {
    archives = List.copyOf(archives);
  }
}
