package org.alexnetspark.model.device.cuda;

import java.util.List;
import org.alexnetspark.model.device.Shape;
import org.bytedeco.cuda.global.cudart;

/**
 * The copies between the towers, as matrices: a part's rows lie side by side in the joined rows. Of
 * maps a row is a pixel, of vectors an image.
 */
final class CudaJoin {

  /** More towers than the paper's two there are none. */
  private static final int MOST_TOWERS = 2;

  private final CudaContext context;
  private final int rows;
  private final int partWidth;
  private final int joinedWidth;
  private final int offset;

  CudaJoin(CudaContext context, Shape part, Shape joined, int offset) {
    this.context = context;
    this.offset = offset;
    boolean maps = joined.size() > 1;
    partWidth = maps ? part.channels() : part.imageLength();
    joinedWidth = maps ? joined.channels() : joined.imageLength();
    rows = part.length() / partWidth;
  }

  Runnable join(CudaTensor part, CudaTensor joined) {
    requireSameType(part, joined);
    Access access = Access.of(context, part);
    int bytes = part.type().bytes();
    Address target = joined.address().plus((long) offset * bytes);
    return () -> {
      access.arrive().run();
      Check.runtime(
          cudart.cudaMemcpy2DAsync(
              target,
              (long) joinedWidth * bytes,
              access.address(),
              (long) partWidth * bytes,
              (long) partWidth * bytes,
              rows,
              cudart.cudaMemcpyDefault,
              context.stream()),
          "cudaMemcpy2DAsync");
    };
  }

  Runnable splitSum(List<CudaTensor> joined, CudaTensor part) {
    if (joined.size() > MOST_TOWERS) {
      throw new IllegalArgumentException("gradients of " + joined.size() + " towers");
    }
    joined.forEach(each -> requireSameType(each, part));
    List<Access> accesses = joined.stream().map(each -> Access.of(context, each)).toList();
    int count = part.shape().length();
    Launch sum =
        context
            .kernels(part.type())
            .bind(
                "split_sum",
                count,
                accesses.get(0).address(),
                accesses.size() == MOST_TOWERS ? accesses.get(1).address() : Address.NONE,
                part.address(),
                partWidth,
                joinedWidth,
                offset,
                count);
    return () -> {
      accesses.forEach(access -> access.arrive().run());
      sum.run();
    };
  }

  private static void requireSameType(CudaTensor one, CudaTensor other) {
    if (one.type() != other.type()) {
      throw new IllegalArgumentException(
          "numbers of " + one.type() + " are not joined with " + other.type());
    }
  }
}
