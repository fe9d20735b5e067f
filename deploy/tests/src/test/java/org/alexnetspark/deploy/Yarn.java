package org.alexnetspark.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A ResourceManager, and NodeManagers that find faked GPUs. */
final class Yarn {
  private static final String SERVERS = "org.apache.hadoop.yarn.server.";

  private final Map<String, Processes.Running> nodeManagers = new HashMap<>();
  private final Map<String, Integer> nodePorts = new HashMap<>();
  private final Processes processes;
  private final HadoopServers servers;
  private final Processes.Running resourceManager;
  private final int webPort;
  private final Path nvidiaSmi;

  /** Starts the ResourceManager; there is no node yet. */
  Yarn(Processes processes, HadoopServers servers) throws IOException {
    this.processes = processes;
    this.servers = servers;
    this.nvidiaSmi = Repository.fakedNvidiaSmi(processes.folder().resolve("bin"));
    servers.set("yarn.resourcemanager.hostname", "127.0.0.1");
    for (String address : new String[] {"", "scheduler.", "resource-tracker.", "admin."}) {
      servers.setPort("yarn.resourcemanager." + address + "address");
    }
    webPort = servers.setPort("yarn.resourcemanager.webapp.address");
    // Spark hears of a lost executor's fate when YARN has given the node up: in 10 minutes, by
    // default.
    servers.set("yarn.nm.liveness-monitor.expiry-interval-ms", "15000");
    servers.set("yarn.resource-types", "yarn.io/gpu");
    servers.set("yarn.scheduler.minimum-allocation-mb", "256");
    servers.set("yarn.scheduler.capacity.root.queues", "default");
    servers.set("yarn.scheduler.capacity.root.default.capacity", "100");
    servers.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
    servers.set(
        "yarn.scheduler.capacity.resource-calculator",
        "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
    resourceManager =
        servers.start(
            "resourcemanager", SERVERS + "resourcemanager.ResourceManager", Map.of(), Map.of());
  }

  /** The PATH of containers. */
  String path() {
    return Repository.pathWith(nvidiaSmi);
  }

  /**
   * Starts a node and waits until it may be used.
   *
   * @param megabytes for its containers
   * @param gpus faked ones; without any, the node is not asked for them
   */
  void startNode(String name, int megabytes, String... gpus) throws Exception {
    Path folder = processes.folder().resolve(name);
    int port = Repository.freePort();
    Map<String, String> own = new HashMap<>();
    own.put("yarn.nodemanager.hostname", "127.0.0.1");
    own.put("yarn.nodemanager.address", "127.0.0.1:" + Repository.freePort());
    own.put("yarn.nodemanager.localizer.address", "127.0.0.1:" + Repository.freePort());
    own.put("yarn.nodemanager.webapp.address", "127.0.0.1:" + port);
    own.put("yarn.nodemanager.local-dirs", folder.resolve("local").toString());
    own.put("yarn.nodemanager.log-dirs", folder.resolve("logs").toString());
    own.put("yarn.nodemanager.resource.memory-mb", String.valueOf(megabytes));
    own.put("yarn.nodemanager.resource.cpu-vcores", "8");
    // By default a node gives up a disk of which less than a tenth is free, however much that is:
    // at its start even with disk-health-checker.enable=false.
    own.put("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    own.put("yarn.nodemanager.env-whitelist", "JAVA_HOME,FAKED_GPUS");
    if (gpus.length > 0) {
      own.put("yarn.nodemanager.resource-plugins", "yarn.io/gpu");
      own.put("yarn.nodemanager.resource-plugins.gpu.allowed-gpu-devices", "auto");
      // Hadoop 3.3.4 wants the folder of nvidia-smi here: it refuses the program itself.
      own.put(
          "yarn.nodemanager.resource-plugins.gpu.path-to-discovery-executables",
          nvidiaSmi.toString());
    }
    nodePorts.put(name, port);
    nodeManagers.put(
        name,
        servers.start(
            name, SERVERS + "nodemanager.NodeManager", own, Repository.fakedGpus(nvidiaSmi, gpus)));
    Processes.await("the node's registration", nodeManagers.get(name), () -> runs(name));
  }

  /** Spark's executors on a node. */
  List<ProcessHandle> executors(String name) {
    return Processes.executors(nodeManagers.get(name).process().toHandle());
  }

  /** Ends a NodeManager as its users do, and waits until YARN knows. */
  void stopNode(String name) throws Exception {
    nodeManagers.get(name).process().destroy();
    Processes.await("the end of " + name, resourceManager, () -> !runs(name));
  }

  /** Ends a NodeManager and its containers as a power cut does. */
  void killNode(String name) throws InterruptedException {
    nodeManagers.get(name).kill();
  }

  /** Whether YARN gives a node work, as far as it knows now. */
  private boolean runs(String name) throws IOException {
    for (JsonNode node : nodes().at("/nodes")) {
      if (node.get("nodeHTTPAddress").asText().endsWith(":" + nodePorts.get(name))) {
        return node.get("state").asText().equals("RUNNING");
      }
    }
    return false;
  }

  private JsonNode nodes() throws IOException {
    URLConnection request =
        URI.create("http://127.0.0.1:" + webPort + "/ws/v1/cluster/nodes").toURL().openConnection();
    request.setRequestProperty("Accept", "application/json");
    try (InputStream answer = request.getInputStream()) {
      return new ObjectMapper().readTree(answer);
    } catch (ConnectException e) {
      return MissingNode.getInstance(); // does not listen yet
    }
  }
}
