package org.alexnetspark.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Which package may know which, as CONTRIBUTING says it. Each list begins with what knows least.
 */
class ArchitectureTest {
  private static final String ROOT = "org.alexnetspark.";

  private static final List<String> MODULES = List.of("npy", "preprocess", "model", "jobs");

  private static final List<String> PREPROCESS =
      List.of(
          "preprocess.storage",
          "preprocess.image",
          "preprocess.dataset",
          "preprocess.input",
          "preprocess.statistics",
          "preprocess.job");

  private static final List<String> MODEL =
      List.of(
          "model.specification",
          "model.input",
          "model.device",
          "model.device.nd4j",
          "model.device.onednn",
          "model.tower",
          "model.dense",
          "model",
          "model.dl4j",
          "model.onnx");

  /** What commands use, then the commands, then the two jars. */
  private static final List<String> JOBS =
      List.of(
          "jobs.spark",
          "jobs.cli",
          "jobs.run",
          "jobs.feeding",
          "jobs.device",
          "jobs.lease",
          "jobs.trained",
          "jobs.averaging",
          "jobs.page",
          "jobs.classify",
          "jobs.photograph",
          "jobs.report",
          "jobs.preprocess",
          "jobs.show",
          "jobs.evaluate",
          "jobs.export",
          "jobs.features",
          "jobs.predict",
          "jobs.neighbors",
          "jobs.notebook",
          "jobs.train.options",
          "jobs.train.round",
          "jobs.train.folder",
          "jobs.train.tower",
          "jobs.train.graph",
          "jobs.train",
          "jobs.ablations",
          "jobs.benchmark",
          "jobs");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Another module's tests are a folder or, once it is packaged, a jar.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.alexnetspark");
  }

  @Test
  void everyPackageHasItsPlace() {
    Set<String> there = new TreeSet<>();
    classes.stream()
        .filter(each -> !each.getSimpleName().equals("package-info"))
        .forEach(each -> there.add(each.getPackageName()));
    Set<String> listed = new TreeSet<>(Set.of(ROOT + "npy"));
    List.of(PREPROCESS, MODEL, JOBS).forEach(list -> list.forEach(each -> listed.add(ROOT + each)));

    assertThat(listed).containsAll(there);
    assertThat(there).containsAll(listed);
  }

  @Test
  void packagesOfPreprocessKnowOnlyThoseBeforeThem() {
    knowOnlyThoseBefore(PREPROCESS);
  }

  @Test
  void packagesOfModelKnowOnlyThoseBeforeThem() {
    knowOnlyThoseBefore(MODEL);
  }

  @Test
  void packagesOfJobsKnowOnlyThoseBeforeThem() {
    knowOnlyThoseBefore(JOBS);
  }

  @Test
  void modulesKnowOnlyThoseBeforeThem() {
    for (int i = 0; i < MODULES.size(); i++) {
      for (String after : MODULES.subList(i + 1, MODULES.size())) {
        noClasses()
            .that(resideInAPackage(ROOT + MODULES.get(i) + ".."))
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + after + ".."))
            .allowEmptyShould(false)
            .check(classes);
      }
    }
  }

  @Test
  void modelKnowsNeitherPhotographsNorSpark() {
    noClasses()
        .that(resideInAPackage(ROOT + "model.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                ROOT + "preprocess..", "org.apache.spark..", "org.apache.hadoop..", "picocli.."))
        .check(classes);
  }

  @Test
  void onlyCommandsKnowOptions() {
    noClasses()
        .that(not(resideInAPackage(ROOT + "jobs..")))
        .should()
        .dependOnClassesThat(resideInAPackage("picocli.."))
        .check(classes);
  }

  private static void knowOnlyThoseBefore(List<String> packages) {
    for (int i = 0; i < packages.size(); i++) {
      List<String> after = packages.subList(i + 1, packages.size());
      noClasses()
          .that(resideInAPackage(ROOT + packages.get(i)))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(after.stream().map(each -> ROOT + each).toArray(String[]::new)))
          .check(classes);
    }
  }
}
