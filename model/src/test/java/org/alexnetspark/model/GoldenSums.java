package org.alexnetspark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.Arrangement;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.alexnetspark.model.specification.Pooling;

/**
 * AlexNet's bits, as they were before networks became lists of layers.
 *
 * <p>{@code golden-sums.txt} has a line for each: what, where, sum of the bits. A changed line is a
 * changed result for users; to record new ones, run the tests with {@code -Dgolden.record=FILE} and
 * put the lines of that file there.
 */
public final class GoldenSums {

  static final String ANYWHERE = "anywhere";

  /** What there was when the sums were recorded. */
  static final List<Initialization> STARTS =
      List.of(Initialization.PAPER, Initialization.CAFFE, Initialization.HE);

  /** AlexNet as in the paper and with each option, by name. */
  public static final Map<String, NetworkSpecification> NETWORKS = networks();

  private static final String SEPARATOR = " | ";
  private static final String TO_RECORD = System.getProperty("golden.record");
  private static final Map<String, String> RECORDED = recorded();

  private GoldenSums() {}

  private static Map<String, NetworkSpecification> networks() {
    NetworkSpecification tiny = AlexNet.paper(5).withWidth(0.06).withInputScale(1.0 / 60);
    Map<String, NetworkSpecification> networks = new LinkedHashMap<>();
    networks.put("two-towers", tiny);
    networks.put("one-tower", tiny.withArrangement(Arrangement.ONE_TOWER));
    networks.put("half", tiny.withArrangement(Arrangement.HALF));
    networks.put("crop-227", tiny.withCrop(227));
    networks.put("tanh", tiny.withActivation(Activation.TANH));
    networks.put("lrn-caffe", tiny.withLrn(LrnConvention.CAFFE));
    networks.put("lrn-none", tiny.withLrn(LrnConvention.NONE));
    networks.put("plain-pooling", tiny.withPooling(Pooling.PLAIN));
    networks.put("without-conv2", tiny.without("conv2"));
    networks.put("without-conv3", tiny.without("conv3"));
    networks.put("without-conv4", tiny.without("conv4"));
    networks.put("without-conv5", tiny.without("conv5"));
    networks.put("without-fc6", tiny.without("fc6"));
    networks.put("without-fc7", tiny.without("fc7"));
    networks.put("no-dropout", tiny.withDropout(0));
    networks.put("dropout-0.3", tiny.withDropout(0.3));
    networks.put("width-0.17", tiny.withWidth(0.17));
    networks.put("levels", tiny.withInputScale(1));
    return networks;
  }

  /** Whether there is something to compare with, or it is being recorded. */
  static boolean isKnown(String what, String where) {
    return TO_RECORD != null || RECORDED.containsKey(key(what, where));
  }

  static void compare(String what, String where, CRC32 sum) {
    String found = String.format(Locale.ROOT, "%08x", sum.getValue());
    if (TO_RECORD != null) {
      record(key(what, where) + SEPARATOR + found);
      return;
    }
    assertThat(found)
        .as("%s, sum of the bits", key(what, where))
        .isEqualTo(RECORDED.get(key(what, where)));
  }

  private static void record(String line) {
    try {
      Files.writeString(
          Path.of(TO_RECORD), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String key(String what, String where) {
    return what + SEPARATOR + where;
  }

  static void add(CRC32 sum, Range range) {
    sum.update(ByteBuffer.allocate(8).putInt(range.offset()).putInt(range.length()).flip());
  }

  static void add(CRC32 sum, float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
    bytes.asFloatBuffer().put(numbers);
    sum.update(bytes);
  }

  private static Map<String, String> recorded() {
    Map<String, String> sums = new LinkedHashMap<>();
    try (InputStream file = GoldenSums.class.getResourceAsStream("/golden-sums.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int end = line.lastIndexOf(SEPARATOR);
        sums.put(line.substring(0, end), line.substring(end + SEPARATOR.length()));
      }
      return sums;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
