package org.alexnetspark.preprocess.storage;

import java.io.IOException;
import java.io.OutputStream;

/** What is to be written into a file. */
@FunctionalInterface
public interface FileContent {
  void writeTo(OutputStream out) throws IOException;
}
