package org.alexnetspark.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;

/** A NameNode and two DataNodes; every block is on both of these. */
final class Hdfs {
  private static final String DATA_NODE = "org.apache.hadoop.hdfs.server.datanode.DataNode";
  private static final String NAME_NODE = "org.apache.hadoop.hdfs.server.namenode.NameNode";

  /** Which the server itself finds: one that is looked for before may be another's by then. */
  private static final String ANY_PORT = "127.0.0.1:0";

  private static final int DATA_NODES = 2;
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private final Map<String, Processes.Running> dataNodes = new LinkedHashMap<>();
  private final String uri;

  /** Starts them and waits until they serve. */
  Hdfs(Processes processes, HadoopServers servers) throws Exception {
    Path data = processes.folder().resolve("hdfs");
    uri = "hdfs://127.0.0.1:" + Repository.freePort();
    servers.set("fs.defaultFS", uri);
    servers.set("hadoop.tmp.dir", data.toString());
    servers.set("dfs.replication", String.valueOf(DATA_NODES));
    servers.setPort("dfs.namenode.http-address");
    servers
        .start("namenode-format", NAME_NODE, Map.of(), Map.of(), "-format", "-nonInteractive")
        .finish()
        .succeeded();
    Processes.Running nameNode = servers.start("namenode", NAME_NODE, Map.of(), Map.of());
    for (int i = 1; i <= DATA_NODES; i++) {
      String name = "datanode-" + i;
      dataNodes.put(
          name,
          servers.start(
              name,
              DATA_NODE,
              Map.of(
                  "dfs.datanode.data.dir", data.resolve(name).toString(),
                  "dfs.datanode.hostname", "127.0.0.1",
                  "dfs.datanode.address", ANY_PORT,
                  "dfs.datanode.http.address", ANY_PORT,
                  "dfs.datanode.ipc.address", ANY_PORT),
              Map.of()));
    }
    Processes.await("HDFS with its DataNodes", nameNode, this::serves);
  }

  private boolean serves() {
    try (DistributedFileSystem files = connect()) {
      return files.getDataNodeStats().length == DATA_NODES && !files.isInSafeMode();
    } catch (IOException e) {
      return false; // does not listen yet
    }
  }

  /** {@code hdfs://…} and the path, which begins with a slash. */
  String uri(String path) {
    return uri + path;
  }

  /** A client. */
  DistributedFileSystem connect() throws IOException {
    Configuration settings = new Configuration();
    settings.set("fs.defaultFS", uri);
    settings.setInt("ipc.client.connect.max.retries", 1);
    return (DistributedFileSystem) DistributedFileSystem.newInstance(settings);
  }

  /** Copies local files to HDFS. */
  void put(Path local, String path) throws IOException {
    try (DistributedFileSystem files = connect()) {
      files.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(local.toUri()), new org.apache.hadoop.fs.Path(path));
    }
  }

  /** Copies a folder of HDFS to a local disk. */
  void get(String path, Path local) throws IOException {
    try (DistributedFileSystem files = connect()) {
      files.copyToLocalFile(
          new org.apache.hadoop.fs.Path(path), new org.apache.hadoop.fs.Path(local.toUri()));
    }
  }

  /** Makes a DataNode stand still (STOP) and go on (CONT). */
  void signalDataNode(String signal, String name) throws Exception {
    Processes.signal(signal, List.of(dataNodes.get(name).process().toHandle()));
  }

  /** Makes a DataNode stand still for longer than a client of these tests waits for it. */
  void pauseDataNode(String name) throws Exception {
    signalDataNode("STOP", name);
    LockSupport.parkNanos(PAUSE.toNanos());
    signalDataNode("CONT", name);
  }

  /** Lets a folder take no further files, as where HDFS is full; or ends that. */
  void setFull(org.apache.hadoop.fs.Path folder, boolean full) throws IOException {
    try (DistributedFileSystem files = connect()) {
      files.mkdirs(folder);
      long inodes = files.getContentSummary(folder).getFileAndDirectoryCount();
      files.setQuota(
          folder, full ? inodes : HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_DONT_SET);
    }
  }

  /** Ends a DataNode as a power cut does. */
  void killDataNode(String name) throws InterruptedException {
    dataNodes.get(name).kill();
  }
}
