package org.alexnetspark.deploy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;

/** A server of S3, in this process, with one bucket in memory. */
final class S3 implements AutoCloseable {
  private static final String BUCKET = "s3a://bucket";
  private static final String USER = "tests";
  private static final String PASSWORD = "no-secret";

  private final BlobStoreContext context =
      ContextBuilder.newBuilder("transient").buildView(BlobStoreContext.class);
  private final HeldStore store = new HeldStore(context.getBlobStore());
  private final S3Proxy server;

  /** Starts it. */
  S3() throws Exception {
    store.createContainerInLocation(null, URI.create(BUCKET).getHost());
    server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, USER, PASSWORD)
            .build();
    server.start();
  }

  /** The address of what is at a path, which begins with a slash. */
  String uri(String path) {
    return BUCKET + path;
  }

  /** What decides when objects are written. */
  HeldStore store() {
    return store;
  }

  /** What a submission says to Spark. */
  List<String> options() {
    String jars = String.join(":", jar("hadoop-aws"), jar("aws-java-sdk-bundle"));
    return Stream.concat(
            Stream.of("spark.driver.extraClassPath=" + jars, "spark.ui.enabled=false"),
            settings().entrySet().stream()
                .map(each -> "spark.hadoop." + each.getKey() + "=" + each.getValue()))
        .flatMap(setting -> Stream.of("--conf", setting))
        .toList();
  }

  /** Of this process's own class path. */
  private static String jar(String name) {
    return Stream.of(System.getProperty("java.class.path").split(":"))
        .filter(jar -> Path.of(jar).getFileName().toString().startsWith(name + "-"))
        .findFirst()
        .orElseThrow();
  }

  private Map<String, String> settings() {
    return Map.of(
        "fs.s3a.endpoint",
        "http://127.0.0.1:" + server.getPort(),
        "fs.s3a.path.style.access",
        "true",
        "fs.s3a.access.key",
        USER,
        "fs.s3a.secret.key",
        PASSWORD);
  }

  /**
   * A client. Hadoop keeps it: from now on whoever asks for this bucket gets it, whatever the
   * configuration.
   */
  FileSystem connect() throws IOException {
    Configuration configuration = new Configuration();
    settings().forEach(configuration::set);
    return FileSystem.get(URI.create(BUCKET), configuration);
  }

  @Override
  public void close() throws Exception {
    store.letGo();
    connect().close();
    server.stop();
    context.close();
  }
}
