package org.alexnetspark.preprocess.input;

import java.io.Serializable;
import java.util.List;

/**
 * A tar, zip or SequenceFile, or a tar inside a tar.
 *
 * @param location of its bytes
 * @param name without folders and ending: the class of members that have no folder
 */
public record Archive(Location location, String name) implements Serializable {
  /** Where img2dataset's {@code .json} has the class, if nobody says otherwise. */
  public static final String LABEL_FIELD = "label";

  /** The same without a name. */
  Archive unnamed() {
    return new Archive(location, "");
  }

  /** Reads all that a listing needs to know of archives; on a cluster, in parallel. */
  public interface Indexer {
    /** The photographs of all archives together, and the archives found inside them. */
    List<ArchiveIndex> index(List<Archive> archives);
  }
}
