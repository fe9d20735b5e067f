package org.alexnetspark.jobs.averaging;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.jobs.averaging.BlockExchange.Place;

/**
 * A worker's part of a round: it works on from the start and leaves what it came to with its
 * process, in blocks.
 *
 * @param results where to
 * @param resultsInMemory of a process; those of further workers are left in files
 */
record HandInTask<R extends Serializable>(
    RoundStart start,
    LocalWork<R> localWork,
    Blocks blocks,
    BlockExchange results,
    int resultsInMemory)
    implements Serializable {

  /**
   * What the driver learns of a worker: everything but its parameters.
   *
   * @param lost why the start could not be fetched, and nothing was done; else empty
   */
  record HandedIn<R extends Serializable>(long examples, Place place, R report, String lost)
      implements Serializable {}

  HandedIn<R> run(int worker) throws IOException {
    AveragedVectors from;
    try {
      from = start.take();
    } catch (IOException e) {
      return new HandedIn<>(0, null, null, "what worker " + worker + " starts from is lost: " + e);
    }
    AveragedVectors result = ReusedMemory.takeResult(blocks);
    try {
      Contribution<R> contribution = localWork.from(worker, from, result);
      if (contribution.examples() > 0) {
        leave(worker, result);
      }
      return new HandedIn<>(
          contribution.examples(), BlockExchange.here(), contribution.report(), "");
    } finally {
      ReusedMemory.giveResult(result);
      start.giveBack();
    }
  }

  private void leave(int worker, AveragedVectors result) {
    if (ReusedMemory.admitsResult(results, resultsInMemory)) {
      leaveInMemory(worker, result);
    } else {
      leaveOnDisk(worker, result);
    }
  }

  private void leaveInMemory(int worker, AveragedVectors result) {
    List<byte[]> arrays = new ArrayList<>();
    for (int block = 0; block < blocks.count(); block++) {
      byte[] array = ReusedMemory.takeBlock(results, blocks.bytes(block));
      results.leave(blocks.number(worker, block), blocks.cut(block, result, array));
      arrays.add(array);
    }
    ReusedMemory.blocksLeft(results, arrays);
  }

  private void leaveOnDisk(int worker, AveragedVectors result) {
    byte[] array = new byte[blocks.bytes(0)];
    for (int block = 0; block < blocks.count(); block++) {
      results.leaveOnDisk(blocks.number(worker, block), blocks.cut(block, result, array));
    }
  }
}
