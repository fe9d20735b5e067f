package org.alexnetspark.jobs.averaging;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.storage.BlockData;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Option;
import scala.reflect.ClassTag;

/**
 * Bytes that tasks leave with their process's block manager for tasks of other processes to fetch.
 * Against Spark's shuffle this spares the way over files, which is most of a shuffle's time here,
 * and lets the fetching task take them in an order of its own; but Spark does not make them again
 * when an executor is lost, which is then the caller's to do.
 *
 * <p>Blocks go under the name of an RDD that nobody else has, so that Spark can drop all of them.
 */
final class BlockExchange implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int id;

  /** Where a task left its blocks. */
  record Place(String host, int port, String executor) implements Serializable {}

  private BlockExchange(int id) {
    this.id = id;
  }

  /** A new exchange, without blocks. */
  static BlockExchange open(SparkContext spark) {
    return new BlockExchange(spark.newRddId());
  }

  /** Leaves a block with this process; it goes to disk where memory does not suffice. */
  Place leave(int block, ByteBuffer bytes) {
    BlockManager manager = SparkEnv.get().blockManager();
    manager.putBytes(
        name(block),
        new ChunkedByteBuffer(bytes),
        StorageLevel.MEMORY_AND_DISK_SER(),
        false, // the driver is told of the place by the task itself
        ClassTag.Any());
    BlockManagerId here = manager.blockManagerId();
    return new Place(here.host(), here.port(), here.executorId());
  }

  /**
   * Looks at a block.
   *
   * @param use must not keep the bytes
   * @throws IOException if the block is no longer there
   */
  void fetch(int block, Place place, Consumer<ByteBuffer> use) throws IOException {
    BlockManager manager = SparkEnv.get().blockManager();
    if (place.executor().equals(manager.blockManagerId().executorId())) {
      Option<BlockData> local = manager.getLocalBytes(name(block));
      if (local.isEmpty()) {
        throw new IOException("the block " + name(block) + " is not here");
      }
      use.accept(local.get().toByteBuffer());
      manager.releaseLock(name(block), Option.empty());
    } else {
      ManagedBuffer remote =
          manager
              .blockTransferService()
              .fetchBlockSync(
                  place.host(), place.port(), place.executor(), name(block).name(), null);
      use.accept(remote.nioByteBuffer());
    }
  }

  /** Drops all blocks, wherever they are. */
  void close(SparkContext spark) {
    spark.env().blockManager().master().removeRdd(id, false);
  }

  private BlockId name(int block) {
    return new RDDBlockId(id, block);
  }
}
