package org.alexnetspark.deploy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.ContainerNotFoundException;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.options.CopyOptions;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;

/**
 * Holds the writing of an object, so that a process can be killed at this very point, on a fast
 * machine and on a slow one. What was held is never written.
 */
final class HeldStore extends ForwardingBlobStore {
  private final List<String> written = Collections.synchronizedList(new ArrayList<>());
  private volatile Hold hold = new Hold(Pattern.compile("(?!)"), 1);

  HeldStore(BlobStore store) {
    super(store);
  }

  /**
   * @param after is counted down by the objects that match
   */
  private record Hold(
      Pattern name, AtomicInteger after, CountDownLatch reached, CountDownLatch ended) {
    private Hold(Pattern name, int number) {
      this(name, new AtomicInteger(number), new CountDownLatch(1), new CountDownLatch(1));
    }

    private void pass(String object) {
      if (name.matcher(object).matches() && after.decrementAndGet() == 0) {
        reached.countDown();
        try {
          ended.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        // The server makes an answer of this one, which nobody hears; others it puts into the log.
        throw new ContainerNotFoundException(object, "its writer was killed");
      }
    }
  }

  /**
   * From now on, holds one object.
   *
   * @param name all of it matches
   * @param number which of those that match, counted from 1
   */
  void hold(String name, int number) {
    hold = new Hold(Pattern.compile(name), number);
  }

  /** Whether somebody waits for the object to be written. */
  boolean holds() {
    return hold.reached().getCount() == 0;
  }

  /** Drops what is held. */
  void letGo() {
    hold.ended().countDown();
  }

  /** How often objects were written, copies left out, whose names match. */
  long written(String name) {
    return List.copyOf(written).stream().filter(each -> each.matches(name)).count();
  }

  @Override
  public String putBlob(String container, Blob blob) {
    return putBlob(container, blob, PutOptions.NONE);
  }

  @Override
  public String putBlob(String container, Blob blob, PutOptions options) {
    String name = blob.getMetadata().getName();
    hold.pass(name);
    String tag = super.putBlob(container, blob, options);
    // Whose writer was killed before its end has not been written.
    written.add(name);
    return tag;
  }

  @Override
  public String copyBlob(
      String fromContainer,
      String fromName,
      String toContainer,
      String toName,
      CopyOptions options) {
    hold.pass(toName);
    return super.copyBlob(fromContainer, fromName, toContainer, toName, options);
  }
}
