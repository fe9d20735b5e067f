package org.alexnetspark.preprocess.job;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.Listing;
import org.alexnetspark.preprocess.input.UnusableInputException;

/**
 * Where the classes come from: the dataset's other splits, {@code --synsets}, or the folder names
 * of the training split. They have to agree, because a label is a position in the list.
 */
public final class ClassChoice {
  private ClassChoice() {}

  /** The classes of a split, or an error that says what contradicts what. */
  public static ClassList choose(
      DatasetFolder output, Optional<ClassList> synsets, Listing input, String split) {
    Optional<ClassList> settled = output.settledClasses(split);
    if (synsets.isPresent()) {
      settled.ifPresent(classes -> checkAgree(output, classes, synsets.get()));
      return checkEnough(synsets.get(), "--synsets");
    }
    if (settled.isPresent()) {
      return settled.get();
    }
    if (!split.equals(Split.TRAIN)) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "--split %s: the dataset in %s has no classes yet; make --split train first, or give"
                  + " the class list with --synsets",
              split,
              output.path()));
    }
    return checkEnough(ClassList.ofSynsets(input.classNames()), "--input");
  }

  private static void checkAgree(DatasetFolder output, ClassList settled, ClassList synsets) {
    if (!names(settled).equals(names(synsets))) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "--synsets: lists %d classes that are not the %d of the dataset in %s",
              synsets.size(),
              settled.size(),
              output.path()));
    }
  }

  private static Set<String> names(ClassList classes) {
    return Set.copyOf(classes.classes().stream().map(each -> each.synset()).toList());
  }

  private static ClassList checkEnough(ClassList classes, String source) {
    if (classes.size() == 0) {
      throw new UnusableInputException(source + ": there are no photographs in class folders");
    }
    if (classes.size() == 1) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "%s: there is one class only (%s); two at least are needed to tell apart",
              source,
              classes.classes().get(0).synset()));
    }
    return classes;
  }
}
