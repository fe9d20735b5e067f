package org.alexnetspark.jobs.trained;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.model.onnx.OnnxReading;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.apache.hadoop.conf.Configuration;

/**
 * One or several trained models of the same classes, whose outputs can be averaged.
 *
 * @param names what the user called them
 */
public record Ensemble(List<String> names, List<ClassifyingModel> models) {

  public Ensemble {
    names = List.copyOf(names);
    models = List.copyOf(models);
  }

  /**
   * Reads the models that an option names.
   *
   * @param onnx what the user says of those that are ONNX files
   * @throws UnusableArgumentException if one is missing or is none, or if they do not go together
   */
  public static Ensemble named(
      String option, List<String> uris, OnnxReading onnx, Configuration hadoop) throws IOException {
    List<ClassifyingModel> models = new ArrayList<>();
    for (String uri : uris) {
      models.add(Models.named(option, uri, onnx, hadoop));
    }
    Ensemble ensemble = new Ensemble(uris, models);
    ensemble.checkClasses(option, uris.get(0), models.get(0).classes());
    return ensemble;
  }

  /** The classes of every model, by label. */
  public List<SynsetClass> classes() {
    return models.get(0).classes();
  }

  /**
   * Refuses models of other classes than something else has, such as a dataset.
   *
   * @param other what that is called
   * @throws UnusableArgumentException naming the first model that differs, and how
   */
  public void checkClasses(String option, String other, List<SynsetClass> classes) {
    List<String> expected = synsets(classes);
    for (int i = 0; i < models.size(); i++) {
      List<String> ofModel = synsets(models.get(i).classes());
      if (!ofModel.equals(expected)) {
        throw new UnusableArgumentException(
            String.format(
                Locale.ROOT,
                "%s %s tells %d classes apart (%s, …), %s has %d (%s, …): they have to be the same list",
                option,
                names.get(i),
                ofModel.size(),
                ofModel.get(0),
                other,
                expected.size(),
                expected.get(0)));
      }
    }
  }

  /**
   * Refuses models that cannot look at squares of a size, because they subtract a mean image of
   * another or see larger views.
   *
   * @param other what has or wants them
   * @throws UnusableArgumentException naming the first such model, and why
   */
  public void checkImageSize(String option, String other, int imageSize) {
    for (int i = 0; i < models.size(); i++) {
      ClassifyingModel model = models.get(i);
      int crop = model.classifier().crop();
      if (model.meanAt(imageSize).isEmpty()) {
        throw refused(option, i, "was trained on images", model.imageSize(), other, imageSize);
      }
      if (crop > imageSize) {
        throw refused(option, i, "sees views", crop, other, imageSize);
      }
    }
  }

  private UnusableArgumentException refused(
      String option, int index, String does, int size, String other, int imageSize) {
    return new UnusableArgumentException(
        String.format(
            Locale.ROOT,
            "%s %s %s of %d x %d, %s has %d x %d",
            option,
            names.get(index),
            does,
            size,
            size,
            other,
            imageSize,
            imageSize));
  }

  private static List<String> synsets(List<SynsetClass> classes) {
    return classes.stream().map(SynsetClass::synset).toList();
  }
}
