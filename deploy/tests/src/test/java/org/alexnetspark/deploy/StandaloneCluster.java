package org.alexnetspark.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A standalone cluster of several workers on one machine, by the scripts of deploy/standalone.
 * Every daemon has a folder of its own, as on machines of their own.
 */
final class StandaloneCluster {
  private final Processes processes;
  private final Path master;
  private final int port;
  private final int webPort;

  StandaloneCluster(Processes processes) throws IOException, InterruptedException {
    this.processes = processes;
    this.master = processes.folder().resolve("master");
    this.port = Repository.freePort();
    this.webPort = Repository.freePort();
    start(
            "master",
            Map.of(),
            List.of("--port", String.valueOf(port), "--webui-port", String.valueOf(webPort)))
        .finish()
        .succeeded();
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  /** The folder with the cluster's secret. */
  Path secretFolder() {
    return master;
  }

  /** Starts a worker of two cores with faked GPUs. */
  void startWorker(String name, String... gpus) throws IOException, InterruptedException {
    Path folder = Files.createDirectory(processes.folder().resolve(name));
    Files.copy(master.resolve("secret.conf"), folder.resolve("secret.conf"));
    Path programs = Repository.fakedNvidiaSmi(processes.folder().resolve("bin"));
    List<String> options = new ArrayList<>(workerOptions());
    options.add("--gpus");
    start(name, Repository.fakedGpus(programs, gpus), options).finish().succeeded();
  }

  /** Starts a worker with another secret than the cluster's; does not wait. */
  Processes.Running startWorkerWithSecret(String name, String secret) throws IOException {
    Path folder = Files.createDirectory(processes.folder().resolve(name));
    Files.writeString(folder.resolve("secret.conf"), "spark.authenticate.secret " + secret + "\n");
    return start(name, Map.of(), workerOptions());
  }

  private List<String> workerOptions() throws IOException {
    return List.of(
        "--master",
        url(),
        "--cores",
        "2",
        "--memory",
        "3g",
        "--webui-port",
        String.valueOf(Repository.freePort()));
  }

  private Processes.Running start(
      String name, Map<String, String> environment, List<String> options) throws IOException {

    List<String> command =
        new ArrayList<>(
            List.of(
                Repository.file("deploy/standalone/start").toString(),
                name.equals("master") ? "master" : "worker",
                "--host",
                "127.0.0.1",
                "--folder",
                processes.folder().resolve(name).toString()));
    command.addAll(options);
    return processes.start("start-" + name, environment, command);
  }

  /** Ends a worker or the master as its users do. */
  void stop(String name) throws IOException, InterruptedException {
    processes
        .run(
            "stop-" + name,
            Map.of(),
            List.of(
                Repository.file("deploy/standalone/stop").toString(),
                "--folder",
                processes.folder().resolve(name).toString()))
        .succeeded();
  }

  /** Ends a worker as a power cut does, executors included. */
  void kill(String worker) throws IOException {
    ProcessHandle daemon = daemon(worker);
    List<ProcessHandle> executors = daemon.descendants().toList();
    daemon.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /** The executors that a worker has started. */
  List<ProcessHandle> executors(String worker) throws IOException {
    return Processes.executors(daemon(worker));
  }

  private ProcessHandle daemon(String worker) throws IOException {
    Path pid = processes.folder().resolve(worker).resolve("worker.pid");
    return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
  }

  /** Workers that the master has taken. */
  int workers() throws IOException {
    return state().get("workers").size();
  }

  /** What a worker has logged so far. */
  String logOf(String worker) throws IOException {
    Path log = processes.folder().resolve(worker).resolve("worker.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private JsonNode state() throws IOException {
    return new ObjectMapper()
        .readTree(URI.create("http://127.0.0.1:" + webPort + "/json/").toURL());
  }
}
