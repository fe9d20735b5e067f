package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What deploy/kubernetes/submit asks of Kubernetes. No pod runs. */
class KubernetesIT {
  private static final String NAMESPACE = "alexnet";

  private static Processes processes;
  private static KubernetesApi kubernetes;
  private static Pod driver;
  private static Map<String, String> files;
  private static String properties;

  @BeforeAll
  static void submit() throws Exception {
    processes = new Processes(Repository.newFolder("kubernetes"));
    kubernetes = new KubernetesApi();
    new Submissions(
            processes,
            "deploy/kubernetes/submit",
            Map.of(),
            Submissions.settings(
                "spark.kubernetes.container.image=registry.example/alexnet-spark:test",
                "spark.kubernetes.trust.certificates=true",
                "spark.kubernetes.submission.waitAppCompletion=false"))
        .run(
            "submit",
            "train",
            List.of("--gpus", "--master", kubernetes.master()),
            Training.SHORT.arguments("hdfs://namenode/dataset", "hdfs://namenode/run"))
        .succeeded();
    driver = kubernetes.client().pods().inNamespace(NAMESPACE).list().getItems().get(0);
    files =
        kubernetes.client().configMaps().inNamespace(NAMESPACE).list().getItems().stream()
            .map(ConfigMap::getData)
            .flatMap(data -> data.entrySet().stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    properties = files.get("spark.properties");
  }

  @AfterAll
  static void end() {
    kubernetes.close();
    processes.close();
  }

  @Test
  void theDriversPodRunsTheJobOfTheImage() {
    Container container = driver.getSpec().getContainers().get(0);
    assertThat(driver.getSpec().getContainers()).hasSize(1);
    assertThat(container.getImage()).isEqualTo("registry.example/alexnet-spark:test");
    assertThat(container.getArgs())
        .startsWith("driver", "--properties-file")
        .contains("local:///opt/alexnet/train.jar", "--data", "hdfs://namenode/dataset");
    assertThat(container.getResources().getRequests())
        .containsEntry("memory", Quantity.parse("1152Mi"))
        .containsEntry("cpu", Quantity.parse("1"));
    assertThat(driver.getSpec().getServiceAccountName()).isEqualTo("alexnet-driver");
  }

  @ParameterizedTest
  @ValueSource(strings = {"preprocess", "train"})
  void theClassIsTheOneThatTheJarNames(String job) throws Exception {
    String script = Files.readString(Repository.file("deploy/kubernetes/submit"));
    try (JarFile jar = new JarFile(Repository.file("jobs/target/" + job + ".jar").toFile())) {
      String main = jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
      assertThat(script).contains("  " + job + ") main_class=" + main + " ;;");
    }
  }

  @Test
  void theDriverHasNoRightsOnItsNode() {
    assertThat(driver.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(driver.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(185);
    Container container = driver.getSpec().getContainers().get(0);
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
  }

  @Test
  void executorsAskForTwoGpusOfOneNodeThatIsForGpus() {
    assertThat(properties)
        .contains(
            "spark.executor.resource.gpu.amount=2",
            "spark.executor.resource.gpu.vendor=nvidia.com",
            "spark.task.resource.gpu.amount=2",
            "spark.executor.resource.gpu.discoveryScript=/opt/alexnet/get-gpus");
    assertThat(files.values())
        .anySatisfy(
            template ->
                assertThat(template)
                    .contains("nvidia.com/gpu: 2", "tolerations", "nvidia.com/gpu.count"));
  }

  @Test
  void theSecretIsAFileInTheDriverAndNowhereElse() {
    assertThat(driver.getSpec().getVolumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .extracting(Volume::getName)
        .containsExactly("alexnet-authentication-volume");
    assertThat(driver.getSpec().getContainers().get(0).getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .contains("/etc/alexnet-authentication", "/scratch");
    assertThat(properties)
        .contains(
            "spark.authenticate=true",
            "spark.authenticate.secret.file=/etc/alexnet-authentication/secret",
            "spark.network.crypto.enabled=true")
        .doesNotContain("spark.authenticate.secret=");
  }

  @Test
  void aServiceLetsExecutorsFindTheDriver() {
    assertThat(kubernetes.client().services().inNamespace(NAMESPACE).list().getItems())
        .singleElement()
        .satisfies(service -> assertThat(service.getSpec().getClusterIP()).isEqualTo("None"));
  }
}
