package org.alexnetspark.jobs.train.round;

import java.util.List;
import org.alexnetspark.jobs.device.TaskDevices;

/**
 * Where a worker trained its part of a round.
 *
 * @param executor Spark's name of the process
 * @param gpus the GPU of each tower; empty where they ran on the processor
 */
public record WorkerPlace(int worker, String executor, String host, List<String> gpus) {

  static WorkerPlace of(WorkerReport report, int towers) {
    TaskDevices devices = report.devices();
    return new WorkerPlace(
        report.worker(), devices.executor(), devices.host(), devices.ofTowers(towers));
  }
}
