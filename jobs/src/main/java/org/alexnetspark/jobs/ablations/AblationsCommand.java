package org.alexnetspark.jobs.ablations;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.DatasetOption;
import org.alexnetspark.jobs.cli.InterruptedJobException;
import org.alexnetspark.jobs.cli.Interruption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.NamedPath;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.page.PageFile;
import org.alexnetspark.jobs.run.MetricsFile;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.train.TrainCommand;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Trains variants of the network, each with several seeds, one after the other, and compares them.
 * A run that is complete is not repeated and one that was interrupted goes on, so that the command
 * can be given again after anything that ended it.
 */
@Command(
    name = "ablations",
    sortOptions = false,
    description = {
      "Trains variants of the network with several seeds each and compares them.",
      "Given again, it goes on where it was."
    },
    footer = {
      "",
      "A file of variants has a line for each: a name, a colon, and options of train; those of \"all\" hold for every variant:",
      "  all:   --width 0.25 --init he --epochs 20",
      "  relu:",
      "  tanh:  --activation tanh"
    })
public final class AblationsCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final double PERCENT = 100;

  /** Comparisons that come with the program, as files beside this class. */
  static final List<String> SHIPPED =
      List.of("recipes", "lrn", "source-nets", "regularisation", "figure-1");

  @Mixin private DatasetOption data;

  @Option(
      names = "--variants",
      required = true,
      paramLabel = "FILE|NAME",
      converter = NamedPath.class,
      description =
          "The variants, a line each, see below; or one of those that come with the program: recipes, lrn, source-nets, "
              + "regularisation, figure-1 (docs/recipes.md).")
  private String variantsFile;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "URI",
      converter = NamedPath.class,
      description =
          "Folder for a run of each variant and seed, and for ablations.html, .md and .json.")
  private String output;

  @Option(
      names = "--seeds",
      paramLabel = "SEED[,…]",
      split = ",",
      defaultValue = "0,1,2",
      description = "A run of each variant for each of them (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds;

  @Option(
      names = "--target-error",
      paramLabel = "PERCENT",
      defaultValue = "25",
      description =
          "Training error for which epochs are counted (default: ${DEFAULT-VALUE}, as in the paper's figure 1).")
  private double targetError;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    checkOptions();
    List<Variant> variants = readVariants(hadoop);
    variants.forEach(this::checkOptionsOf);
    Interruption.accountOfAllParts(
        () ->
            "finished runs, and checkpoints of the one in progress, are kept; go on with the same command");
    List<Comparison.OfVariant> results = new ArrayList<>();
    for (Variant variant : variants) {
      List<TrainedRun> runs = new ArrayList<>();
      for (long seed : seeds) {
        train(variant, seed, hadoop).ifPresent(runs::add);
      }
      results.add(new Comparison.OfVariant(variant, runs));
      // After each variant, so that a long comparison can be looked at before it ends.
      write(new Comparison(targetError / PERCENT, seeds.size(), results), hadoop);
    }
    System.out.print(
        AblationsPage.markdown(new Comparison(targetError / PERCENT, seeds.size(), results)));
    boolean complete = results.stream().allMatch(each -> each.runs().size() == seeds.size());
    return complete ? JobMain.DONE : JobMain.FAILED;
  }

  private void checkOptions() {
    unless(
        targetError > 0 && targetError < PERCENT,
        "--target-error",
        targetError,
        "above 0 and below 100");
    if (seeds.stream().distinct().count() < seeds.size()) {
      throw new UnusableArgumentException("--seeds " + seeds + " names one of them twice");
    }
  }

  private List<Variant> readVariants(Configuration hadoop) throws IOException {
    Path file = new Path(variantsFile);
    FileSystem files = file.getFileSystem(hadoop);
    if (SHIPPED.contains(variantsFile) && !files.exists(file)) {
      try (InputStream in = AblationsCommand.class.getResourceAsStream(variantsFile + ".txt")) {
        return variants(in);
      }
    }
    if (!files.exists(file)) {
      throw new UnusableArgumentException(
          "--variants "
              + variantsFile
              + " does not exist, nor is it one of "
              + String.join(", ", SHIPPED));
    }
    try (InputStream in = files.open(file)) {
      return variants(in);
    }
  }

  private List<Variant> variants(InputStream in) throws IOException {
    return VariantsFile.parse(
        variantsFile, new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
  }

  /** Before hours of training, not after: whether train knows the options of a variant. */
  private void checkOptionsOf(Variant variant) {
    try {
      new CommandLine(new TrainCommand())
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(arguments(variant, seeds.get(0), "checked", false));
    } catch (ParameterException e) {
      throw new UnusableArgumentException(
          "--variants "
              + variantsFile
              + ", "
              + variant.name()
              + ": "
              + e.getMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  private String[] arguments(Variant variant, long seed, String run, boolean resume) {
    return Stream.of(
            Stream.of("--data", data.uri(), "--output", run, "--seed", String.valueOf(seed)),
            variant.options().stream(),
            resume ? Stream.of("--resume") : Stream.<String>of())
        .flatMap(words -> words)
        .toArray(String[]::new);
  }

  /** What a variant comes to with one seed; empty if the training failed, which train says. */
  private Optional<TrainedRun> train(Variant variant, long seed, Configuration hadoop)
      throws IOException {
    Path run = new Path(output, variant.name() + "/seed-" + seed);
    FileSystem files = run.getFileSystem(hadoop);
    System.err.printf(Locale.ROOT, "variant %s, seed %d%n", variant.name(), seed);
    if (!files.exists(new Path(run, "_SUCCESS"))) {
      boolean begun = files.exists(new Path(run, "run.json"));
      int status = JobMain.run(new TrainCommand(), arguments(variant, seed, run.toString(), begun));
      if (status == JobMain.UNUSABLE_ARGUMENTS) {
        throw new UnusableArgumentException(
            "--variants " + variantsFile + ": " + variant.name() + " cannot be trained, see above");
      }
      if (Interruption.isStatus(status)) {
        throw new InterruptedJobException();
      }
      if (status != JobMain.DONE) {
        return Optional.empty();
      }
    }
    return Optional.of(
        TrainedRun.of(seed, MetricsFile.read(new Path(run, MetricsFile.NAME), hadoop)));
  }

  private void write(Comparison comparison, Configuration hadoop) throws IOException {
    write("ablations.json", JSON.writeValueAsBytes(comparison), hadoop);
    write("ablations.md", utf8(AblationsPage.markdown(comparison)), hadoop);
    write("ablations.html", utf8(AblationsPage.render("Ablations", comparison)), hadoop);
    Optional<byte[]> training = comparison.trainingCurves();
    if (training.isPresent()) {
      write("training-error.svg", training.get(), hadoop);
    }
    Optional<byte[]> validation = comparison.validationCurves();
    if (validation.isPresent()) {
      write("validation-error.svg", validation.get(), hadoop);
    }
  }

  private void write(String name, byte[] content, Configuration hadoop) throws IOException {
    PageFile.replace(new Path(output, name), content, hadoop);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
