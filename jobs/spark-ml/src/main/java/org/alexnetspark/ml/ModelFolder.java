package org.alexnetspark.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.alexnetspark.jobs.trained.Models;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;

/**
 * A saved model's folder: the parameters as Spark writes them, and beside them the network's file.
 */
final class ModelFolder {
  private static final String NETWORK = "network";

  private ModelFolder() {}

  /** Writes one. */
  static final class Writer extends MLWriter {
    private final ImageClassificationModel model;
    private final MLWriter parameters;

    /**
     * @param parameters Spark's writer of them
     */
    Writer(ImageClassificationModel model, MLWriter parameters) {
      this.model = model;
      this.parameters = parameters;
    }

    @Override
    public void saveImpl(String path) {
      Configuration hadoop = ImageClassificationModel.hadoop();
      try {
        Path file = file(model.getModelPath(), hadoop);
        parameters.save(path);
        Path copy = new Path(new Path(path, NETWORK), file.getName());
        FileUtil.copy(
            file.getFileSystem(hadoop), file, copy.getFileSystem(hadoop), copy, false, hadoop);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "the network of " + model.getModelPath() + " cannot be saved in " + path, e);
      }
    }

    private static Path file(String modelPath, Configuration hadoop) throws IOException {
      Path path = new Path(modelPath);
      return path.getFileSystem(hadoop).getFileStatus(path).isDirectory()
          ? new Path(path, Models.FILE)
          : path;
    }
  }

  /** Reads one. */
  static final class Reader extends MLReader<ImageClassificationModel> {
    @Override
    public ImageClassificationModel load(String path) {
      ImageClassificationModel model = new ParametersReader().load(path);
      Path folder = new Path(path, NETWORK);
      try {
        FileStatus[] files =
            folder.getFileSystem(ImageClassificationModel.hadoop()).listStatus(folder);
        if (files.length != 1) {
          throw new IllegalArgumentException(
              folder + " holds " + files.length + " files in place of the network's one");
        }
        return model.setModelPath(files[0].getPath().toString());
      } catch (IOException e) {
        throw new UncheckedIOException("the saved network in " + folder + " cannot be read", e);
      }
    }
  }

  /** Spark's reader of parameters. */
  private static final class ParametersReader
      implements DefaultParamsReadable<ImageClassificationModel> {}
}
