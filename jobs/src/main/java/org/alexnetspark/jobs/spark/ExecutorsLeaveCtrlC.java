package org.alexnetspark.jobs.spark;

import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.SignalUtils;

/**
 * Executors pass over Ctrl-C. A terminal sends it to all processes of the command, and on {@code
 * local-cluster} these are executors, too: the driver decides when they end, as it does elsewhere.
 */
public final class ExecutorsLeaveCtrlC implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> settings) {
        SignalUtils.register("INT", () -> true);
      }
    };
  }
}
