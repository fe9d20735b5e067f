package org.alexnetspark.preprocess.statistics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.alexnetspark.preprocess.dataset.DatasetException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The principal components of the RGB values of all training pixels, for the colour jitter of
 * section 4.1 of the paper. Values are on the scale 0..255.
 *
 * @param images counted
 * @param pixels counted
 * @param channelMean red, green, blue
 * @param covariance of the population, [3][3]
 * @param eigenvalues of the covariance, largest first
 * @param eigenvectors one a row, RGB, of length 1; the component of largest magnitude is positive
 * @param deviations square roots of the eigenvalues
 */
public record PrincipalComponents(
    long images,
    long pixels,
    double[] channelMean,
    double[][] covariance,
    double[] eigenvalues,
    double[][] eigenvectors,
    double[] deviations) {

  /** Where they lie in the dataset's folder. */
  public static final String FILE = "stats/pca.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Reads the components of the dataset in {@code folder}.
   *
   * @throws DatasetException when they are missing or damaged
   */
  public static PrincipalComponents read(Path folder, Configuration configuration)
      throws IOException {
    Path file = new Path(folder, FILE);
    try (InputStream in = file.getFileSystem(configuration).open(file)) {
      return JSON.readValue(in.readAllBytes(), PrincipalComponents.class);
    } catch (FileNotFoundException e) {
      throw new DatasetException(
          "the colour components "
              + file
              + " are missing: preprocess.jar makes them with the train split");
    } catch (JsonProcessingException e) {
      throw new DatasetException(file + " is damaged: " + e.getOriginalMessage());
    }
  }

  /**
   * The components of a covariance.
   *
   * @param covariance symmetric, [3][3]
   */
  static PrincipalComponents of(
      long images, long pixels, double[] channelMean, double[][] covariance) {
    EigenDecomposition decomposition =
        new EigenDecomposition(new Array2DRowRealMatrix(covariance, true));
    int channels = channelMean.length;
    double[] eigenvalues = new double[channels];
    double[][] eigenvectors = new double[channels][];
    double[] deviations = new double[channels];
    for (int i = 0; i < channels; i++) {
      // A covariance has no negative eigenvalue; rounding can make one of a zero.
      eigenvalues[i] = Math.max(0, decomposition.getRealEigenvalue(i));
      eigenvectors[i] = withFixedSign(decomposition.getEigenvector(i).toArray());
      deviations[i] = Math.sqrt(eigenvalues[i]);
    }
    return new PrincipalComponents(
        images, pixels, channelMean, covariance, eigenvalues, eigenvectors, deviations);
  }

  /** An eigenvector is one up to its sign: the component of largest magnitude becomes positive. */
  private static double[] withFixedSign(double[] vector) {
    double largest = 0;
    for (double component : vector) {
      if (Math.abs(component) > Math.abs(largest)) {
        largest = component;
      }
    }
    double sign = largest < 0 ? -1 : 1;
    return Arrays.stream(vector).map(component -> sign * component).toArray();
  }

  /** The bytes of {@value #FILE}. */
  public byte[] toJson() {
    try {
      return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the record holds plain numbers", e);
    }
  }
}
