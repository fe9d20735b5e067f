package org.alexnetspark.jobs.trained;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.model.dl4j.GraphArchive;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.dl4j.Pretrained;
import org.alexnetspark.model.onnx.OnnxReader;
import org.alexnetspark.model.onnx.OnnxReading;
import org.alexnetspark.model.onnx.UnsaidException;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Trained models on any Hadoop file system. */
public final class Models {
  /** The model's name in a run's folder. */
  public static final String FILE = "model.zip";

  private static final String ONNX_ENDING = ".onnx";

  private Models() {}

  /** Whether a name is that of an ONNX file. */
  public static boolean isOnnx(String uri) {
    return uri.toLowerCase(Locale.ROOT).endsWith(ONNX_ENDING);
  }

  /**
   * Reads the model that an option names.
   *
   * @param uri a run's folder, a model.zip, or an ONNX file that says all of itself
   * @throws UnusableArgumentException if there is none, or the file is no model
   */
  public static ClassifyingModel named(String option, String uri, Configuration hadoop)
      throws IOException {
    return named(option, uri, OnnxReading.asTheFileSays(), hadoop);
  }

  /**
   * As {@link #named(String, String, Configuration)}.
   *
   * @param onnx what the user says of it, if it is an ONNX file
   */
  public static ClassifyingModel named(
      String option, String uri, OnnxReading onnx, Configuration hadoop) throws IOException {
    ClassifyingModel model = read(option, uri, onnx, hadoop);
    checkView(option, uri, model);
    return model;
  }

  private static ClassifyingModel read(
      String option, String uri, OnnxReading onnx, Configuration hadoop) throws IOException {
    if (isOnnx(uri)) {
      return read(option, uri, hadoop, in -> new TrainedNetwork(OnnxReader.read(in, onnx)));
    }
    boolean graph = read(option, uri, hadoop, GraphArchive::begins);
    return graph
        ? read(option, uri, hadoop, in -> new TrainedGraph(GraphArchive.read(in)))
        : read(option, uri, hadoop, in -> new TrainedNetwork(NetworkArchive.read(in)));
  }

  /**
   * Reads the model that an option names, for work that needs to know its layers.
   *
   * @throws UnusableArgumentException as {@link #named}, and if it is another graph than AlexNet
   */
  public static TrainedNetwork alexNet(String option, String uri, Configuration hadoop)
      throws IOException {
    return alexNet(option, uri, OnnxReading.asTheFileSays(), hadoop);
  }

  /**
   * As {@link #alexNet(String, String, Configuration)}.
   *
   * @param onnx what the user says of it, if it is an ONNX file
   */
  public static TrainedNetwork alexNet(
      String option, String uri, OnnxReading onnx, Configuration hadoop) throws IOException {
    return named(option, uri, onnx, hadoop)
        .overTowers()
        .orElseThrow(
            () ->
                new UnusableArgumentException(
                    option
                        + " "
                        + uri
                        + " is a DL4J graph, whose layers are not known here; name a run of AlexNet, trained without "
                        + "--model"));
  }

  /**
   * Reads the network that training is to start from.
   *
   * @param uri a run's folder, a model.zip, a zip that DL4J's own serializer wrote, or an ONNX file
   * @param onnx what the user says of it, if it is an ONNX file
   * @throws UnusableArgumentException if there is none, or it is no network of this project
   */
  public static Pretrained pretrained(
      String option, String uri, OnnxReading onnx, Configuration hadoop) throws IOException {
    return read(
        option,
        uri,
        hadoop,
        isOnnx(uri) ? in -> OnnxReader.readPretrained(in, onnx) : NetworkArchive::readPretrained);
  }

  /**
   * The mean image of a model that an option names, without reading a zip's weights.
   *
   * @param onnx what the user says of it, if it is an ONNX file
   * @return [size, size, 3], RGB; empty where DL4J wrote the file, which keeps none
   */
  public static Optional<float[]> mean(
      String option, String uri, OnnxReading onnx, Configuration hadoop) throws IOException {
    return read(
        option,
        uri,
        hadoop,
        isOnnx(uri)
            ? in -> Optional.of(OnnxReader.read(in, onnx).mean())
            : NetworkArchive::readMean);
  }

  private interface Reader<T> {
    T from(InputStream in) throws IOException;
  }

  private static <T> T read(String option, String uri, Configuration hadoop, Reader<T> reader)
      throws IOException {
    Path path = new Path(uri);
    FileSystem files = path.getFileSystem(hadoop);
    if (!files.exists(path)) {
      throw new UnusableArgumentException(
          option + " " + uri + " does not exist; name a run's folder, a model.zip or an ONNX file");
    }
    Path file = files.getFileStatus(path).isDirectory() ? new Path(path, FILE) : path;
    if (!files.exists(file)) {
      throw new UnusableArgumentException(
          option + " " + uri + " holds no " + FILE + ": the run has written none yet");
    }
    try (InputStream in = Storage.openWhole(file, hadoop)) {
      return reader.from(in);
    } catch (UnsaidException e) {
      throw new UnusableArgumentException(
          option + " " + file + ": " + e.getMessage() + "; " + OnnxOptions.remedy(e), e);
    } catch (IllegalArgumentException | IOException e) {
      throw new UnusableArgumentException(
          option + " " + file + " is no model of this project: " + e.getMessage(), e);
    }
  }

  private static void checkView(String option, String uri, ClassifyingModel model) {
    int crop = model.classifier().crop();
    if (crop > model.imageSize()) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "%s %s sees views of %d x %d, which do not fit into images of %d x %d, the size of its mean image",
              option,
              uri,
              crop,
              crop,
              model.imageSize(),
              model.imageSize()));
    }
  }

  /**
   * Side of the squares in which a model looks at a dataset: those that there are, or, of whole
   * images, what the model wants. Refuses images of another size than the model was trained on,
   * unless it subtracts a mean colour.
   *
   * @param data what the user called the dataset
   * @param model what the user called the model
   */
  public static int imageSize(Dataset dataset, String data, TrainedNetwork trained, String model) {
    if (dataset.framing() == Framing.WHOLE) {
      return trained.imageSize();
    }
    if (trained.meanAt(dataset.imageSize()).isEmpty()
        || trained.network().crop() > dataset.imageSize()) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "--model %s was trained on images of %d x %d, --data %s has %d x %d",
              model,
              trained.imageSize(),
              trained.imageSize(),
              data,
              dataset.imageSize(),
              dataset.imageSize()));
    }
    return dataset.imageSize();
  }
}
