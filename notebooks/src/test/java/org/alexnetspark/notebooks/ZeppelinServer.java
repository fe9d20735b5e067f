package org.alexnetspark.notebooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Zeppelin without its pages, as a process of its own on this machine, spoken to by its REST
 * interface. Its interpreters are processes too; all end with it.
 */
final class ZeppelinServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String VERSION = System.getProperty("version");
  private static final String STARTED = "zeppelin server started";
  private static final Duration MOST_FOR_A_NOTE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final URI api;
  private final HttpClient client = HttpClient.newHttpClient();

  private ZeppelinServer(Process process, URI api) {
    this.process = process;
    this.api = api;
  }

  /**
   * Starts the Zeppelin that the build put together and waits until it answers.
   *
   * @param repository this project's folder, with everything packaged
   * @param work for its notes and settings, empty
   * @param logs where logs are left
   */
  static ZeppelinServer start(Path repository, Path work, Path logs) throws IOException {
    Path home = repository.resolve("target/zeppelin");
    Files.createDirectories(logs);
    int port = freePort();
    Map<String, Object> settings =
        Map.of(
            "zeppelin.server.addr", HOST,
            "zeppelin.server.port", port,
            "zeppelin.war", home.resolve("webapp"),
            "zeppelin.angular.war", home.resolve("webapp"),
            "zeppelin.notebook.dir", work.resolve("notes"),
            "zeppelin.notebook.storage", "org.apache.zeppelin.notebook.repo.VFSNotebookRepo",
            "zeppelin.search.enable", false,
            "zeppelin.dep.localrepo", work.resolve("local-repo"),
            "zeppelin.interpreter.connect.timeout", MOST_FOR_A_NOTE.toMillis());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", home.resolve("conf") + ":" + home.resolve("server") + "/*"));
    command.add("org.apache.zeppelin.server.ZeppelinServer");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                // Without a name Zeppelin takes itself for a child that ends with its input.
                "ZEPPELIN_IDENT_STRING", "notebooks-test",
                "ZEPPELIN_HOME", home.toString(),
                "ZEPPELIN_CONF_DIR", Files.createDirectories(work.resolve("conf")).toString(),
                "ZEPPELIN_LOG_DIR", logs.toString(),
                "SPARK_HOME", repository.resolve("target/spark").toString(),
                "SPARK_JARS",
                    repository.resolve("jobs/target/train.jar")
                        + ","
                        + repository.resolve("jobs/spark-ml/target/spark-ml-" + VERSION + ".jar"),
                "INTERPRETER_CLASSES",
                    repository.resolve("notebooks/target/test-classes").toString()));
    Process process = builder.start();
    awaitStart(process, logs.resolve("server.log"));
    return new ZeppelinServer(process, URI.create("http://" + HOST + ":" + port + "/api/"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Reads the server's log up to the line that says it runs; the rest goes to a file. */
  private static void awaitStart(Process process, Path log) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), Charset.defaultCharset()));
    PrintWriter file = new PrintWriter(Files.newBufferedWriter(log), /* autoFlush= */ true);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      file.println(line);
      if (line.contains(STARTED)) {
        Thread rest = new Thread(() -> lines.lines().forEach(file::println), "zeppelin-log");
        rest.setDaemon(true);
        rest.start();
        return;
      }
    }
    throw new IOException("Zeppelin did not start; see " + log);
  }

  /**
   * Imports a note, runs it from top to bottom and returns its paragraphs.
   *
   * @param note as JSON
   */
  List<Paragraph> run(String note) throws IOException, InterruptedException {
    String id = post("notebook/import", note).path("body").asText();
    post("notebook/job/" + id + "?blocking=true", "");
    List<Paragraph> paragraphs = new ArrayList<>();
    get("notebook/" + id)
        .path("body")
        .path("paragraphs")
        .forEach(each -> paragraphs.add(Paragraph.of(each)));
    return paragraphs;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return answer(HttpRequest.newBuilder(api.resolve(path)).GET());
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    return answer(
        HttpRequest.newBuilder(api.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            request.timeout(MOST_FOR_A_NOTE).build(),
            BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          response.request() + ": " + JSON.readTree(response.body()).path("message").asText());
    }
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    // Interpreters that outlive a server lose their parent: they are to be known before.
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroy);
    all.forEach(each -> each.onExit().join());
  }
}
