package org.alexnetspark.jobs.evaluate;

import java.io.Serializable;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.jobs.spark.FloatVector;

/**
 * One of the networks whose softmax outputs are averaged.
 *
 * @param mean subtracted from the images: the one that the network was trained with, of the size of
 *     the images
 */
public record Member(ClassifyingNetwork network, FloatVector mean) implements Serializable {}
