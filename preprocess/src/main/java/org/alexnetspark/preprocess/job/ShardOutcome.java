package org.alexnetspark.preprocess.job;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.image.RejectReason;

/**
 * What a task reports of the shard it made. Pixels, sums and the full list of rejects stay in the
 * attempt's own folder: the driver gets a few hundred bytes, and only of attempts that count.
 *
 * @param index of the shard
 * @param folder of the attempt
 * @param shard as it will be published
 * @param imagesPerClass rows by label
 * @param rejects by reason
 * @param firstRejects a few of them, to name
 */
record ShardOutcome(
    int index,
    String folder,
    Shard shard,
    Map<Integer, Long> imagesPerClass,
    Map<RejectReason, Long> rejects,
    List<Reject> firstRejects)
    implements Serializable {

  long rejectCount() {
    return rejects.values().stream().mapToLong(Long::longValue).sum();
  }

  long photographs() {
    return shard.rows() + rejectCount();
  }
}
