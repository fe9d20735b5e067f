package org.alexnetspark.ml;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The rows of one task with what is added: a minibatch is read when those of the last are used up.
 */
final class ScoredRows implements Iterator<Row> {

  /**
   * What all tasks are to do.
   *
   * @param column place of the images among the columns
   * @param featureLength numbers of the layer's features
   */
  record Task(
      Broadcast<SharedNetwork> network,
      Scoring scoring,
      Outputs outputs,
      int column,
      int featureLength)
      implements MapPartitionsFunction<Row, Row>, Serializable {

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return new ScoredRows(rows, this);
    }
  }

  private final Iterator<Row> rows;
  private final Task task;
  private final Queue<Row> ready = new ArrayDeque<>();
  private ImageInput input;
  private Scorer scorer;

  private ScoredRows(Iterator<Row> rows, Task task) {
    this.rows = rows;
    this.task = task;
  }

  @Override
  public boolean hasNext() {
    if (ready.isEmpty() && rows.hasNext()) {
      scoreMinibatch();
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void scoreMinibatch() {
    open();
    List<Row> minibatch = new ArrayList<>();
    while (minibatch.size() < task.scoring().batchSize() && rows.hasNext()) {
      minibatch.add(rows.next());
    }
    List<List<Object>> added =
        ScoredImages.values(
            minibatch.stream().map(row -> row.get(task.column())).toList(),
            input,
            scorer,
            task.outputs(),
            task.network().value());
    for (int i = 0; i < minibatch.size(); i++) {
      ready.add(with(minibatch.get(i), added.get(i)));
    }
    if (!rows.hasNext()) {
      scorer.done();
    }
  }

  /** Not before there is a row: many partitions have none. It is closed with the task. */
  private void open() {
    if (scorer == null) {
      SharedNetwork network = task.network().value();
      input = new ImageInput(network.imageSize());
      scorer = new Scorer(network, task.scoring(), task.featureLength());
      TaskContext.get()
          .addTaskCompletionListener((TaskCompletionListener) context -> scorer.close());
    }
  }

  private static Row with(Row row, List<Object> added) {
    Object[] values = new Object[row.size() + added.size()];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    for (int i = 0; i < added.size(); i++) {
      values[row.size() + i] = added.get(i);
    }
    return RowFactory.create(values);
  }
}
