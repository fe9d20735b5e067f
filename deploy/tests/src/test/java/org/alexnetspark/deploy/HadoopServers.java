package org.alexnetspark.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Hadoop's own servers, each in a process of its own with its own settings, on the class path of
 * this test.
 */
final class HadoopServers {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final Processes processes;
  private final Path folder;
  private final Map<String, String> settings = new TreeMap<>();

  /**
   * @param folder for settings and data, made with them
   */
  HadoopServers(Processes processes, Path folder) {
    this.processes = processes;
    this.folder = folder;
  }

  /** A setting of all servers that are started from now on, and of clients. */
  void set(String key, String value) {
    settings.put(key, value);
  }

  /** A setting that is a free port of the loopback address. */
  int setPort(String key) throws IOException {
    int port = Repository.freePort();
    set(key, "127.0.0.1:" + port);
    return port;
  }

  /** The folder of settings that clients want as HADOOP_CONF_DIR. */
  Path clientSettings() throws IOException {
    return write("client", settings);
  }

  /**
   * Starts a server.
   *
   * @param own settings for this one alone
   */
  Processes.Running start(
      String name,
      String mainClass,
      Map<String, String> own,
      Map<String, String> environment,
      String... arguments)
      throws IOException {
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(own);
    Path conf = write(name, all);
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA.toString(),
                "-Xmx256m",
                "-Djava.net.preferIPv4Stack=true",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                conf + ":" + System.getProperty("java.class.path"),
                mainClass));
    command.addAll(1, List.of(Processes.SHORT_LIVED.split(" ")));
    command.addAll(Arrays.asList(arguments));
    Map<String, String> withSettings = new LinkedHashMap<>(environment);
    withSettings.put("HADOOP_CONF_DIR", conf.toString());
    return processes.start(name, withSettings, command);
  }

  /** One file under all the names that Hadoop looks for. */
  private Path write(String name, Map<String, String> properties) throws IOException {
    Path conf = Files.createDirectories(folder.resolve("conf-" + name));
    String xml =
        properties.entrySet().stream()
            .map(
                property ->
                    "<property><name>"
                        + property.getKey()
                        + "</name><value>"
                        + property.getValue()
                        + "</value></property>\n")
            .collect(Collectors.joining("", "<configuration>\n", "</configuration>\n"));
    for (String file :
        List.of(
            "core-site.xml",
            "hdfs-site.xml",
            "yarn-site.xml",
            "capacity-scheduler.xml",
            "resource-types.xml")) {
      Files.writeString(conf.resolve(file), xml);
    }
    return conf;
  }
}
