package org.alexnetspark.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import okhttp3.Headers;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okio.Buffer;

/** Kubernetes' API without Kubernetes: it keeps the objects that it is sent, and runs nothing. */
final class KubernetesApi implements AutoCloseable {
  private final KubernetesMockServer server;
  private final NamespacedKubernetesClient client;

  KubernetesApi() throws IOException {
    server =
        new KubernetesMockServer(
            new Context(new ObjectMapper()),
            new MockWebServer(),
            new HashMap<>(),
            new ServerSideApply(),
            true);
    server.init(InetAddress.getLoopbackAddress(), 0);
    client = server.createClient();
  }

  /** What spark-submit's --master wants. */
  String master() {
    return "k8s://https://127.0.0.1:" + server.getPort();
  }

  NamespacedKubernetesClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }

  /**
   * Spark makes its services and config maps by server-side apply. The mock answers 404 to that
   * when the object is not there yet, where Kubernetes makes it.
   */
  private static final class ServerSideApply extends KubernetesCrudDispatcher {
    ServerSideApply() {
      super(List.of());
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String type = request.getHeader("Content-Type");
      if (!"PATCH".equals(request.getMethod())
          || type == null
          || !type.startsWith("application/apply-patch")) {
        return super.dispatch(request);
      }
      String path = request.getPath().replaceAll("\\?.*", "");
      Buffer object = request.getBody().clone();
      boolean exists =
          !super.dispatch(request("GET", path, new Buffer())).getStatus().contains("404");
      return super.dispatch(
          exists
              ? request("PUT", path, object)
              : request("POST", path.substring(0, path.lastIndexOf('/')), object));
    }

    private static RecordedRequest request(String method, String path, Buffer body) {
      return new RecordedRequest(
          method + " " + path + " HTTP/1.1",
          Headers.of("Content-Type", "application/json"),
          List.of(),
          body.size(),
          body,
          0,
          new LoopbackSocket());
    }
  }

  /** The request asks its socket for the address that it came to; nothing is sent. */
  private static final class LoopbackSocket extends Socket {
    @Override
    public InetAddress getLocalAddress() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getLocalPort() {
      return 80;
    }
  }
}
