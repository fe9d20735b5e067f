package org.alexnetspark.preprocess.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
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

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  static ShardOutcome parse(byte[] json) throws IOException {
    return JSON.readValue(json, ShardOutcome.class);
  }

  byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the record holds plain values", e);
    }
  }

  long rejectCount() {
    return rejects.values().stream().mapToLong(Long::longValue).sum();
  }

  long photographs() {
    return shard.rows() + rejectCount();
  }
}
