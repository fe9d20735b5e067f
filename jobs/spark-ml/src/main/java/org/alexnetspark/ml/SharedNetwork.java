package org.alexnetspark.ml;

import java.io.Serializable;
import java.util.List;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.jobs.spark.FloatVector;

/**
 * A trained network as tasks use it: the same object for all tasks of an executor.
 *
 * @param name of these weights and no others, by which an executor's networks know them again
 * @param mean of the images that it was trained on, [imageSize, imageSize, 3], RGB
 * @param imageSize side of the squares that it looks at
 * @param synsets of the classes, by label
 * @param words what people call the classes, by label
 */
record SharedNetwork(
    String name,
    ClassifyingNetwork network,
    FloatVector weights,
    FloatVector mean,
    int imageSize,
    List<String> synsets,
    List<String> words)
    implements Serializable {}
