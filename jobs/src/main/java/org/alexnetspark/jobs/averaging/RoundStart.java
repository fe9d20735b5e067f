package org.alexnetspark.jobs.averaging;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.alexnetspark.jobs.averaging.BlockExchange.Wanted;
import org.apache.spark.broadcast.Broadcast;

/** How the workers of a round get at what they start from. */
sealed interface RoundStart extends Serializable {
  /**
   * What to start from; to be given back by {@link #giveBack}.
   *
   * @throws IOException if a part of it is lost
   */
  AveragedVectors take() throws IOException;

  /** Says that a worker does not look at it any more. */
  void giveBack();

  /** Sent by the driver. */
  record Broadcasted(Broadcast<AveragedVectors> broadcast) implements RoundStart {
    @Override
    public AveragedVectors take() {
      return broadcast.value();
    }

    @Override
    public void giveBack() {}
  }

  /** The last average, which lies in blocks with the executors that made them. */
  record LeftInBlocks(BlockExchange averages, Blocks blocks, List<Wanted> wanted)
      implements RoundStart {
    @Override
    public AveragedVectors take() throws IOException {
      return ReusedMemory.takeStart(
          averages,
          blocks,
          parameters ->
              averages.fetch(
                  wanted,
                  (index, bytes) -> blocks.paste(wanted.get(index).block(), bytes, parameters)));
    }

    @Override
    public void giveBack() {
      ReusedMemory.giveStart(averages);
    }
  }
}
