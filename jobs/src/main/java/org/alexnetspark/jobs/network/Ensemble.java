package org.alexnetspark.jobs.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.apache.hadoop.conf.Configuration;

/**
 * One or several trained models of the same classes and image size, whose outputs can be averaged.
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
   * @throws UnusableArgumentException if one is missing or is none, or if they do not go together
   */
  public static Ensemble named(String option, List<String> uris, Configuration hadoop)
      throws IOException {
    List<ClassifyingModel> models = new ArrayList<>();
    for (String uri : uris) {
      models.add(Models.named(option, uri, hadoop));
    }
    Ensemble ensemble = new Ensemble(uris, models);
    for (int i = 1; i < models.size(); i++) {
      ensemble.checkAgreement(
          option, i, uris.get(0), models.get(0).classes(), models.get(0).imageSize());
    }
    return ensemble;
  }

  /** The classes of every model, by label. */
  public List<SynsetClass> classes() {
    return models.get(0).classes();
  }

  /**
   * Refuses models that do not go with something else, such as a dataset.
   *
   * @param other what that is called
   * @throws UnusableArgumentException naming the first model that differs, and how
   */
  public void checkAgreement(
      String option, String other, List<SynsetClass> classes, int imageSize) {
    for (int i = 0; i < models.size(); i++) {
      checkAgreement(option, i, other, classes, imageSize);
    }
  }

  private void checkAgreement(
      String option, int index, String other, List<SynsetClass> classes, int imageSize) {
    String name = names.get(index);
    List<String> ofModel = synsets(models.get(index).classes());
    List<String> expected = synsets(classes);
    if (!ofModel.equals(expected)) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "%s %s tells %d classes apart (%s, …), %s has %d (%s, …): they have to be the same list",
              option,
              name,
              ofModel.size(),
              ofModel.get(0),
              other,
              expected.size(),
              expected.get(0)));
    }
    int size = models.get(index).imageSize();
    if (size != imageSize) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "%s %s was trained on images of %d x %d, %s has %d x %d",
              option,
              name,
              size,
              size,
              other,
              imageSize,
              imageSize));
    }
  }

  private static List<String> synsets(List<SynsetClass> classes) {
    return classes.stream().map(SynsetClass::synset).toList();
  }
}
