package org.alexnetspark.jobs.train.folder;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.train.round.WorkerPlace;
import org.alexnetspark.model.NetworkSpecification;

/**
 * {@code run.json}: what a run was, so that it can be told from others, repeated and resumed.
 *
 * @param options every option as resolved
 * @param network what is trained; null where it is a DL4J graph
 * @param graph SHA-256 of the graph's configuration, which model.zip holds; null where it is
 *     AlexNet
 * @param parameters weights and biases of the network
 * @param datasetFingerprint SHA-256 of what the dataset holds
 * @param classes synsets in the order of their labels
 * @param versions of the programs that took part
 * @param cluster where it ran: master, application, executors asked for
 * @param device that computes and its precision, such as onednn bf16; resuming takes the same
 * @param devices where each worker trained, and on what, in the latest round; empty before the
 *     first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunDescription(
    Map<String, String> options,
    NetworkSpecification network,
    String graph,
    long parameters,
    String datasetFingerprint,
    List<String> classes,
    Map<String, String> versions,
    Map<String, String> cluster,
    String device,
    List<WorkerPlace> devices) {

  /**
   * Options that may differ when a run is gone on with: they do not change what the rounds so far
   * would have been.
   */
  private static final Set<String> FREE_ON_RESUME =
      Set.of(
          "--output",
          "--data",
          "--model",
          "--epochs",
          "--rounds",
          "--resume",
          "--checkpoint-every",
          "--keep-checkpoints",
          "--executor-timeout",
          "--evaluate-every",
          "--device",
          "--precision");

  /**
   * Refuses to go on with a run that was another.
   *
   * @param before what the run was when it began
   * @throws UnusableArgumentException with the option that differs, and both values
   */
  public void requireSameRun(RunDescription before) {
    requireSame("--data is not the dataset", before.datasetFingerprint(), datasetFingerprint);
    requireSame("--model is not the graph", before.graph(), graph);
    options.forEach(
        (name, value) -> {
          String valueBefore = before.options().get(name);
          if (!FREE_ON_RESUME.contains(name) && !value.equals(valueBefore)) {
            throw new UnusableArgumentException(
                String.format(
                    "--resume: %s is %s, but the run began with %s", name, value, valueBefore));
          }
        });
  }

  private static void requireSame(String what, String before, String now) {
    if (!Objects.equals(before, now)) {
      throw new UnusableArgumentException(
          String.format(
              "--resume: %s that the run began with (its fingerprint was %s, this one's is %s)",
              what, before, now));
    }
  }

  RunDescription withDevices(List<WorkerPlace> places) {
    return new RunDescription(
        options,
        network,
        graph,
        parameters,
        datasetFingerprint,
        classes,
        versions,
        cluster,
        device,
        List.copyOf(places));
  }
}
