package org.alexnetspark.jobs.train.folder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.train.round.WorkerPlace;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.dataset.Dataset;

/**
 * {@code run.json}: what a run was, so that it can be told from others, repeated and resumed.
 *
 * @param options every option as resolved
 * @param network what is trained; null where it is a DL4J graph
 * @param graph SHA-256 of the graph's configuration, which model.zip holds; null where it is a
 *     network of layers
 * @param parameters weights and biases of the network
 * @param datasetFingerprint SHA-256 of what the dataset holds, statistics included
 * @param classes synsets in the order of their labels
 * @param versions of the programs that took part
 * @param cluster where it ran: master, application, executors asked for
 * @param device that computes and its precision, such as onednn bf16; resuming takes the same
 * @param devices where each worker trained, and on what, in the latest round; empty before the
 *     first
 * @param modelRound after which the weights in model.zip were; null before there are any, and in
 *     runs of older versions
 * @param phases of a hand-made schedule, as a file has them, by the run's own epochs; null where
 *     the schedule is another
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunDescription(
    Map<String, String> options,
    @JsonSerialize(using = NetworkInJson.Writer.class)
        @JsonDeserialize(using = NetworkInJson.Reader.class)
        NetworkSpecification network,
    String graph,
    long parameters,
    String datasetFingerprint,
    List<String> classes,
    Map<String, String> versions,
    Map<String, String> cluster,
    String device,
    List<WorkerPlace> devices,
    Integer modelRound,
    List<String> phases) {

  /**
   * Refuses to go on with a run on other data, or with another graph.
   *
   * @param before what the run was when it began
   * @param dataset of the run that goes on
   * @throws UnusableArgumentException with what differs, and both values
   */
  public void requireSameRun(RunDescription before, Dataset dataset) {
    // Versions before knew no fingerprint with statistics.
    if (!dataset.fingerprint().equals(before.datasetFingerprint())) {
      requireSame("--data is not the dataset", before.datasetFingerprint(), datasetFingerprint);
    }
    requireSame("--model is not the graph", before.graph(), graph);
  }

  private static void requireSame(String what, String before, String now) {
    if (!Objects.equals(before, now)) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "--resume: %s that the run began with (its fingerprint was %s, this one's is %s)",
              what,
              before,
              now));
    }
  }

  RunDescription withDevices(List<WorkerPlace> places) {
    return with(List.copyOf(places), modelRound);
  }

  RunDescription withModelRound(Integer round) {
    return with(devices, round);
  }

  private RunDescription with(List<WorkerPlace> places, Integer roundOfModel) {
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
        places,
        roundOfModel,
        phases);
  }
}
