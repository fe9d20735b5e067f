package org.alexnetspark.jobs.trained;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.jobs.lease.GraphNetwork;
import org.alexnetspark.model.dl4j.GraphArchive;
import org.alexnetspark.model.dl4j.SavedGraph;

/** A DL4J graph, trained. */
public record TrainedGraph(SavedGraph saved) implements ClassifyingModel {

  @Override
  public ClassifyingNetwork classifier() {
    return new GraphNetwork(saved.configuration(), saved.classes().size(), saved.crop());
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "A DL4J ComputationGraph of %,d parameters, views of %d x %d.",
        saved.parameters().length,
        saved.crop(),
        saved.crop());
  }

  @Override
  public void write(String card, OutputStream out) throws IOException {
    GraphArchive.write(saved, card, out);
  }
}
