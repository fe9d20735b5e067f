package org.alexnetspark.jobs.neighbors;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.BatchSizeOption;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.DatasetOption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.JsonOption;
import org.alexnetspark.jobs.cli.NamedPath;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.features.FeatureExtractor;
import org.alexnetspark.jobs.feeding.StoredImages;
import org.alexnetspark.jobs.page.PageFile;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.photograph.Photograph;
import org.alexnetspark.jobs.photograph.PhotographsOption;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.spark.FloatVector;
import org.alexnetspark.jobs.spark.Progress;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.jobs.trained.ModelOption;
import org.alexnetspark.jobs.trained.Models;
import org.alexnetspark.jobs.trained.TrainedNetwork;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Finds the images of a split that a network finds most like given photographs: by Euclidean
 * distance in a layer's features (the paper's section 6.1). One Spark job, no shuffle; every task
 * computes the features of its images and keeps the nearest.
 */
@Command(
    name = "neighbors",
    sortOptions = false,
    description =
        "The images of a split that are nearest to photographs in the network's features.")
public final class NeighborsCommand implements Callable<Integer> {
  /** The photographs' features are held by every task. */
  private static final int MOST_PHOTOGRAPHS = 1000;

  /** Their neighbours are fetched one by one. */
  private static final int MOST_ON_A_PAGE = 100;

  @Mixin private ModelOption model;

  @Mixin private DatasetOption data;

  @Option(
      names = "--split",
      defaultValue = Split.TRAIN,
      description = "The split to search (default: ${DEFAULT-VALUE}).")
  private String split;

  @Mixin private PhotographsOption input;

  @Option(
      names = "--layer",
      defaultValue = "fc7",
      paramLabel = "LAYER",
      description = "Whose output is compared (default: ${DEFAULT-VALUE}, the paper's).")
  private String layer;

  @Option(
      names = "--count",
      paramLabel = "K",
      defaultValue = "6",
      description =
          "Neighbours of each photograph (default: ${DEFAULT-VALUE}, as in the paper's figure 4).")
  private int count;

  @Mixin private BatchSizeOption batchSize;

  @Mixin private JsonOption json;

  @Option(
      names = "--page",
      paramLabel = "FILE.html",
      converter = NamedPath.class,
      description =
          "Also write a page with the photographs (the first "
              + MOST_ON_A_PAGE
              + ") and their neighbours.")
  private String page;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  /** Side of the squares that are compared. */
  private int imageSize;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    checkOptions();
    List<String> paths = input.find(hadoop);
    checkNumber(paths.size());
    Dataset dataset = data.read(split, hadoop);
    TrainedNetwork trained = model.readAlexNet(hadoop);
    FeatureExtractor.check("--layer", layer, trained.network());
    imageSize = Models.imageSize(dataset, data.uri(), trained, model.uri());
    List<Photograph.Prepared> photographs = prepare(paths, hadoop);
    if (photographs.isEmpty()) {
      return JobMain.FAILED;
    }
    float[][] queries = features(photographs, trained);
    List<List<Neighbor>> neighbors;
    try (JavaSparkContext spark = Cluster.start("neighbours in AlexNet's features")) {
      neighbors = search(dataset, trained, queries, spark);
    }
    print(photographs, neighbors, dataset);
    if (page != null) {
      writePage(photographs, neighbors, dataset, hadoop);
    }
    return JobMain.DONE;
  }

  private void checkOptions() {
    unless(count >= 1, "--count", count, "at least 1");
    batchSize.check();
  }

  private void checkNumber(int photographs) {
    if (photographs > MOST_PHOTOGRAPHS) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "--input %s holds %,d files, must be at most %,d; the features command serves larger comparisons",
              input,
              photographs,
              MOST_PHOTOGRAPHS));
    }
  }

  /** The usable photographs; the others are named. */
  private List<Photograph.Prepared> prepare(List<String> paths, Configuration hadoop)
      throws IOException {
    ImagePreparer preparer = new ImagePreparer(imageSize, ImagePreparer.DEFAULT_MAX_PIXELS);
    List<Photograph.Prepared> prepared = new ArrayList<>();
    for (String path : paths) {
      Photograph photograph = Photograph.prepare(path, preparer, hadoop);
      if (photograph instanceof Photograph.Prepared usable) {
        prepared.add(usable);
      } else if (photograph instanceof Photograph.Refused refused) {
        name(refused);
      }
    }
    return prepared;
  }

  private void name(Photograph.Refused refused) {
    if (json.wanted()) {
      json.print(refused.line());
    } else {
      System.err.println(refused);
    }
  }

  private float[][] features(List<Photograph.Prepared> photographs, TrainedNetwork trained) {
    int batch = Math.min(batchSize.images(), photographs.size());
    List<float[]> features = new ArrayList<>();
    try (FeatureExtractor extractor =
        new FeatureExtractor(
            trained.network(),
            trained.weights(),
            trained.meanAt(imageSize).orElseThrow(),
            imageSize,
            layer,
            batch)) {
      for (int start = 0; start < photographs.size(); start += batch) {
        float[] some =
            extractor.features(
                photographs.subList(start, Math.min(start + batch, photographs.size())).stream()
                    .map(Photograph.Prepared::pixels)
                    .toList());
        for (int from = 0; from < some.length; from += extractor.length()) {
          features.add(Arrays.copyOfRange(some, from, from + extractor.length()));
        }
      }
    }
    return features.toArray(float[][]::new);
  }

  private List<List<Neighbor>> search(
      Dataset dataset, TrainedNetwork trained, float[][] queries, JavaSparkContext spark) {
    long images = dataset.split(split).images();
    NeighborSearch.Request request =
        new NeighborSearch.Request(
            data.uri(),
            split,
            imageSize,
            trained.network(),
            new FloatVector(trained.meanAt(imageSize).orElseThrow()),
            layer,
            count,
            batchSize.images(),
            (int) Math.min(images, Math.max(1, spark.defaultParallelism())));
    try (Progress stage = Progress.begin("Comparing images", images)) {
      List<List<Neighbor>> neighbors =
          NeighborSearch.search(spark, request, trained.weights(), queries);
      stage.advanceTo(images);
      return neighbors;
    }
  }

  private void print(
      List<Photograph.Prepared> photographs, List<List<Neighbor>> neighbors, Dataset dataset) {
    for (int i = 0; i < photographs.size(); i++) {
      if (json.wanted()) {
        json.print(line(photographs.get(i), neighbors.get(i), dataset));
      } else {
        System.out.println(photographs.get(i).path());
        for (Neighbor neighbor : neighbors.get(i)) {
          System.out.printf(
              Locale.ROOT,
              "  %8.2f  %s  %s%n",
              neighbor.distance(),
              ClassifyingModel.nameOf(dataset.classes().get(neighbor.label())),
              neighbor.path());
        }
      }
    }
  }

  private static Map<String, Object> line(
      Photograph photograph, List<Neighbor> neighbors, Dataset dataset) {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (Neighbor neighbor : neighbors) {
      SynsetClass itsClass = dataset.classes().get(neighbor.label());
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("id", neighbor.id());
      entry.put("path", neighbor.path());
      entry.put("label", neighbor.label());
      entry.put("synset", itsClass.synset());
      entry.put("words", itsClass.words());
      entry.put("distance", neighbor.distance());
      entries.add(entry);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("path", photograph.path());
    line.put("neighbors", entries);
    return line;
  }

  private void writePage(
      List<Photograph.Prepared> photographs,
      List<List<Neighbor>> neighbors,
      Dataset dataset,
      Configuration hadoop)
      throws IOException {
    List<NeighborsPage.Query> queries = new ArrayList<>();
    for (int i = 0; i < Math.min(photographs.size(), MOST_ON_A_PAGE); i++) {
      Photograph.Prepared photograph = photographs.get(i);
      List<NeighborsPage.Item> items = new ArrayList<>();
      for (Neighbor neighbor : neighbors.get(i)) {
        ImageRecord near =
            StoredImages.at(data.uri(), dataset.split(split), hadoop, neighbor.position());
        items.add(
            new NeighborsPage.Item(
                Pictures.ofSquare(near.image(), imageSize),
                ClassifyingModel.nameOf(dataset.classes().get(neighbor.label())),
                NeighborsPage.note(neighbor.distance())));
      }
      queries.add(
          new NeighborsPage.Query(
              new NeighborsPage.Item(
                  Pictures.ofBytes(photograph.pixels(), imageSize, imageSize),
                  new Path(photograph.path()).getName(),
                  ""),
              items));
    }
    PageFile.write(
        page,
        NeighborsPage.render(
            "Nearest images in " + layer,
            "Each photograph, framed, and the images of the split "
                + split
                + " whose activations in "
                + layer
                + " are nearest to its own, nearest first.",
            queries),
        hadoop);
  }
}
