package org.alexnetspark.jobs.predict;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.alexnetspark.jobs.classify.Classifier;
import org.alexnetspark.jobs.classify.Guess;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.jobs.photograph.Photograph;
import org.alexnetspark.jobs.spark.FloatVector;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.PreparedBy;
import org.alexnetspark.model.input.View;
import org.alexnetspark.preprocess.image.ImagePreparer;
import org.apache.hadoop.conf.Configuration;

/**
 * Names what is on photographs, wherever it is: in the program that was started, or in a task.
 *
 * @param name of the network's weights and no others
 * @param imageSize side of the images that the network was trained on
 * @param top classes to name for each photograph
 */
public record Predictor(
    String name,
    ClassifyingNetwork network,
    FloatVector mean,
    int imageSize,
    int top,
    int batchSize)
    implements Serializable {

  /** A predictor with a trained network. */
  public static Predictor of(ClassifyingModel model, int top, int batchSize) {
    return new Predictor(
        UUID.randomUUID().toString(),
        model.classifier(),
        new FloatVector(model.mean()),
        model.imageSize(),
        top,
        batchSize);
  }

  /**
   * A file to be answered.
   *
   * @param shown whether the answer is to bring the photograph's pixels with it
   */
  public record Question(String path, boolean shown) implements Serializable {}

  /**
   * An answer to each question, in their order.
   *
   * @param weights of the network
   */
  public List<Answer> answers(List<Question> questions, float[] weights, Configuration hadoop) {
    Preparation preparation = new Preparation(imageSize, network.crop(), mean.values());
    ImagePreparer preparer = new ImagePreparer(imageSize, ImagePreparer.DEFAULT_MAX_PIXELS);
    List<Answer> answers = new ArrayList<>(questions.size());
    try (ClassifyingNetwork.Lease lease = network.borrow(batchSize, DeviceChoice.exact())) {
      Classifier classifier =
          new Classifier(
              lease,
              network.classes(),
              preparation,
              View.of(1, preparation),
              PreparedBy.HOST,
              batchSize);
      lease.setWeights(name, weights);
      for (int start = 0; start < questions.size(); start += batchSize) {
        List<Question> some =
            questions.subList(start, Math.min(start + batchSize, questions.size()));
        List<Answer> answered =
            classify(
                some.stream()
                    .map(question -> Photograph.prepare(question.path(), preparer, hadoop))
                    .toList(),
                classifier);
        for (int i = 0; i < some.size(); i++) {
          Answer answer = answered.get(i);
          answers.add(some.get(i).shown() ? answer : answer.withoutPixels());
        }
      }
      lease.done();
    }
    return answers;
  }

  private List<Answer> classify(List<Photograph> photographs, Classifier classifier) {
    List<byte[]> pixels =
        photographs.stream()
            .filter(Photograph.Prepared.class::isInstance)
            .map(photograph -> ((Photograph.Prepared) photograph).pixels())
            .toList();
    float[][] probabilities = pixels.isEmpty() ? new float[0][] : classifier.probabilities(pixels);
    List<Answer> answers = new ArrayList<>();
    int next = 0;
    for (Photograph photograph : photographs) {
      boolean prepared = photograph instanceof Photograph.Prepared;
      answers.add(
          new Answer(photograph, prepared ? Guess.best(probabilities[next], top) : List.of()));
      next += prepared ? 1 : 0;
    }
    return answers;
  }
}
