package org.alexnetspark.jobs.page;

/**
 * Principal components of RGB values, in levels of 0 to 255.
 *
 * @param mean colour
 * @param deviations along each component, largest first
 * @param directions of length 1, a row each
 */
public record ColorDirections(double[] mean, double[] deviations, double[][] directions) {}
