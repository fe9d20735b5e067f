package org.alexnetspark.model.dense;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.HostSoftmax;
import org.alexnetspark.model.device.ParameterValues;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;

/**
 * A trained network over whole images of any size (Simonyan and Zisserman 2015, section 3.2): the
 * first fully connected layer is a convolution by windows as large as the maps that it was trained
 * on, those that follow are convolutions by windows of one place. What comes out is a map of scores
 * for each class, whose mean over all places is the image's score. The weights are those of {@link
 * org.alexnetspark.model.Network}.
 *
 * <p>Operations are bound for images of one size and for so many at a time; at most {@value
 * #PASSES_KEPT} such bindings are kept, and all have their maps in the same memory. Not for
 * concurrent use: one caller at a time.
 */
public final class DenseNetwork implements AutoCloseable {

  /** Bindings that are kept: the usual proportions of photographs, a few numbers of each. */
  static final int PASSES_KEPT = 48;

  /**
   * Pixels that are looked at together. VGG's first maps of so many take a quarter of a gigabyte,
   * twice. A single image may have more.
   */
  private static final int PIXELS_TOGETHER = 1 << 20;

  /** Pixels of all bindings that are kept, which have memory for their images: 100 MB. */
  private static final long PIXELS_KEPT = 8L * PIXELS_TOGETHER;

  private record Kind(int batch, MapSize image) {
    long pixels() {
      return (long) batch * image.places();
    }
  }

  private final NetworkSpecification specification;
  private final ParameterLayout layout;
  private final Device device;
  private final ExecutorService thread;
  private final List<ParameterValues> values = new ArrayList<>();

  /** The latest last. */
  private final LinkedHashMap<Kind, DensePass> passes = new LinkedHashMap<>(16, 0.75f, true);

  private List<List<Shape>> mostShapes;
  private ValueRooms rooms;

  /**
   * Makes memory for the weights.
   *
   * @param device closed with the network, also if this fails
   * @throws UnsupportedOperationException if such a device computes on images of one size only
   */
  public DenseNetwork(NetworkSpecification specification, Device device) {
    this.specification = specification;
    this.device = device;
    layout = new ParameterLayout(specification);
    mostShapes = IntStream.range(0, layout.towers()).mapToObj(tower -> List.<Shape>of()).toList();
    thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread own = new Thread(task, "dense");
              own.setDaemon(true);
              return own;
            });
    try {
      call(
          () -> {
            device.attach();
            for (int tower = 0; tower < layout.towers(); tower++) {
              values.add(device.parameterValues(layout.tower(tower).length()));
            }
            rooms = new ValueRooms(device.section(), mostShapes);
            return null;
          });
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Refuses images that leave a layer nothing to work on.
   *
   * @throws IllegalArgumentException with the layer
   */
  public static void requireFits(NetworkSpecification specification, int height, int width) {
    DensePlan.of(specification, new MapSize(height, width));
  }

  /** What it has learnt, in the order of {@link ParameterLayout}. */
  public void setParameters(float[] parameters) {
    if (parameters.length != layout.length()) {
      throw new IllegalArgumentException(
          "parameters of " + parameters.length + " numbers, the network has " + layout.length());
    }
    call(
        () -> {
          for (int tower = 0; tower < layout.towers(); tower++) {
            values.get(tower).write(parameters, layout.tower(tower).offset());
          }
          return null;
        });
  }

  /**
   * How many images of a size are looked at together at most: callers that hand over as many at a
   * time lose nothing.
   */
  public static int imagesTogether(int height, int width) {
    return Integer.highestOneBit(Math.max(1, PIXELS_TOGETHER / (height * width)));
  }

  /**
   * Class probabilities: the softmax of the scores' means over all places.
   *
   * @param images [image, row, column, RGB], levels of 0 to 255 less the mean
   * @param count images in use
   * @param probabilities receives count x classes numbers
   * @throws IllegalArgumentException if the images are too small for a layer, with its name
   */
  public void probabilities(
      float[] images, int count, int height, int width, float[] probabilities) {
    int length = height * width * NetworkSpecification.IMAGE_CHANNELS;
    if (count < 1 || images.length < count * length) {
      throw new IllegalArgumentException(
          count + " images of " + height + " x " + width + " in " + images.length + " numbers");
    }
    MapSize size = new MapSize(height, width);
    int together = imagesTogether(height, width);
    call(
        () -> {
          for (int done = 0; done < count; ) {
            int batch = Math.min(together, Integer.highestOneBit(count - done));
            DensePass pass = pass(new Kind(batch, size));
            float[] scores = pass.scores(images, done * length);
            softmaxOfMeans(scores, batch, probabilities, done);
            done += batch;
          }
          return null;
        });
  }

  /** Gives the device and the thread back. */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    call(
        () -> {
          closePasses();
          if (rooms != null) {
            rooms.close();
          }
          device.close();
          return null;
        });
    thread.shutdown();
  }

  /** How many bindings there are, for tests. */
  int passes() {
    return passes.size();
  }

  private void softmaxOfMeans(float[] scores, int images, float[] probabilities, int firstImage) {
    int classes = specification.classes();
    int places = scores.length / images / classes;
    float[] means = new float[classes];
    for (int image = 0; image < images; image++) {
      for (int label = 0; label < classes; label++) {
        double sum = 0;
        for (int place = 0; place < places; place++) {
          sum += scores[(image * places + place) * classes + label];
        }
        means[label] = (float) (sum / places);
      }
      HostSoftmax.probabilities(means, probabilities, (firstImage + image) * classes);
    }
  }

  private DensePass pass(Kind kind) {
    DensePass known = passes.get(kind);
    if (known != null) {
      return known;
    }
    DensePlan plan = DensePlan.of(specification, kind.image());
    List<List<Shape>> shapes =
        IntStream.range(0, layout.towers())
            .mapToObj(tower -> DensePass.shapes(specification, plan, kind.batch(), tower))
            .toList();
    if (!rooms.hold(shapes)) {
      makeRoom(shapes);
    }
    DensePass pass =
        new DensePass(device.section(), specification, plan, kind.batch(), values, rooms);
    passes.put(kind, pass);
    closeEldest();
    return pass;
  }

  private void closeEldest() {
    long pixels = passes.keySet().stream().mapToLong(Kind::pixels).sum();
    Iterator<Map.Entry<Kind, DensePass>> eldest = passes.entrySet().iterator();
    while (passes.size() > PASSES_KEPT || (pixels > PIXELS_KEPT && passes.size() > 1)) {
      Map.Entry<Kind, DensePass> pass = eldest.next();
      pixels -= pass.getKey().pixels();
      pass.getValue().close();
      eldest.remove();
    }
  }

  /** Larger rooms, which hold what was held before too; whatever lay in the old ones goes. */
  private void makeRoom(List<List<Shape>> shapes) {
    closePasses();
    rooms.close();
    List<List<Shape>> more = new ArrayList<>();
    for (int tower = 0; tower < shapes.size(); tower++) {
      more.add(ValueRooms.larger(mostShapes.get(tower), shapes.get(tower)));
    }
    mostShapes = more;
    rooms = new ValueRooms(device.section(), mostShapes);
  }

  private void closePasses() {
    passes.values().forEach(DensePass::close);
    passes.clear();
  }

  private <T> T call(Callable<T> task) {
    boolean interrupted = false;
    try {
      Future<T> result = thread.submit(task);
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException unchecked) {
            throw unchecked;
          }
          throw new IllegalStateException(
              "the dense network failed: " + e.getCause(), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
