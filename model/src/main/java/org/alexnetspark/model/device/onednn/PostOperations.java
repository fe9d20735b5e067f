package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/** What a primitive does to each number, one after the other, before it stores it. */
final class PostOperations {

  private final OneDnnEngine engine;
  private final post_ops operations;
  private final List<Argument> operands = new ArrayList<>();

  PostOperations(OneDnnEngine engine) {
    this.engine = engine;
    operations = engine.own(new post_ops());
  }

  PostOperations eltwise(int algorithm, float alpha, float beta) {
    operations.append_eltwise(algorithm, alpha, beta);
    return this;
  }

  /** With the number at the same place of another memory as right operand. */
  PostOperations binary(int algorithm, memory right) {
    int role = DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (operations.len() + 1) | DNNL_ARG_SRC_1;
    operations.append_binary(algorithm, engine.own(right.get_desc()));
    operands.add(new Argument(role, right));
    return this;
  }

  primitive_attr attributes() {
    primitive_attr attributes = engine.own(new primitive_attr());
    attributes.set_post_ops(operations);
    return attributes;
  }

  /** A primitive's own arguments and those of what is done afterwards. */
  Argument[] with(Argument... own) {
    List<Argument> all = new ArrayList<>(List.of(own));
    all.addAll(operands);
    return all.toArray(Argument[]::new);
  }

  /** Two memories' numbers put together place by place, and then these operations. */
  Runnable afterBinary(int algorithm, memory left, memory right, memory target) {
    binary.primitive_desc description =
        engine.own(
            new binary.primitive_desc(
                engine.get(),
                algorithm,
                left.get_desc(),
                right.get_desc(),
                target.get_desc(),
                attributes(),
                false));
    return engine.bind(
        new binary(description),
        with(
            new Argument(DNNL_ARG_SRC_0, left),
            new Argument(DNNL_ARG_SRC_1, right),
            new Argument(DNNL_ARG_DST, target)));
  }
}
