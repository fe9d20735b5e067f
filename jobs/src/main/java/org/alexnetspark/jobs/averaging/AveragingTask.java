package org.alexnetspark.jobs.averaging;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.alexnetspark.jobs.averaging.BlockExchange.Place;
import org.alexnetspark.jobs.averaging.BlockExchange.Wanted;

/**
 * A part of the average of a round: fetches some blocks of every worker, one after the other in the
 * workers' order, averages them, and leaves the averages with its process.
 *
 * @param shares in the workers' order
 */
record AveragingTask(
    Blocks blocks, List<Share> shares, BlockExchange results, BlockExchange averages)
    implements Serializable {

  /**
   * A worker that has a say.
   *
   * @param place where its result is
   * @param weight its share of the images; those of all add up to 1
   */
  record Share(int worker, Place place, double weight) implements Serializable {}

  /**
   * Where the average of a block is.
   *
   * @param lost why a worker's part could not be fetched, and there is none; else empty
   */
  record AveragedBlock(int block, Place place, String lost) implements Serializable {}

  Iterator<AveragedBlock> run(Iterator<Integer> indices) {
    List<Integer> ofTask = new ArrayList<>();
    indices.forEachRemaining(ofTask::add);
    List<Wanted> wanted = new ArrayList<>();
    for (int block : ofTask) {
      for (Share share : shares) {
        wanted.add(new Wanted(blocks.number(share.worker(), block), share.place()));
      }
    }
    WeightedMean mean = new WeightedMean(blocks.longest());
    List<byte[]> arrays = new ArrayList<>();
    try {
      results.fetchInOrder(
          wanted,
          (index, bytes) -> {
            int block = ofTask.get(index / shares.size());
            int share = index % shares.size();
            if (share == 0) {
              mean.begin(blocks.length(block));
            }
            mean.add(bytes, shares.get(share).weight());
            if (share == shares.size() - 1) {
              byte[] array = ReusedMemory.takeBlock(averages, blocks.bytes(block));
              averages.leave(block, mean.write(array));
              arrays.add(array);
            }
          });
    } catch (IOException e) {
      return List.of(new AveragedBlock(0, null, "a worker's result is lost: " + e)).iterator();
    }
    ReusedMemory.blocksLeft(averages, arrays);
    return ofTask.stream()
        .map(block -> new AveragedBlock(block, BlockExchange.here(), ""))
        .iterator();
  }
}
