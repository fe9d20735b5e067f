package org.alexnetspark.preprocess.job;

import org.apache.hadoop.fs.Path;

/**
 * What one attempt at a shard leaves behind. Every attempt has a folder of its own, so a retried or
 * speculative task can neither spoil a shard nor count an image twice; the driver publishes exactly
 * one attempt of each shard.
 */
record AttemptFolder(Path path) {
  Path shard() {
    return new Path(path, "shard.parquet");
  }

  Path sums() {
    return new Path(path, "sums.bin");
  }

  /** Written last: an attempt without it did not finish. */
  Path outcome() {
    return new Path(path, "outcome.json");
  }

  Path rejects() {
    return new Path(path, "rejects.jsonl");
  }
}
