package org.alexnetspark.jobs.averaging;

import java.io.Serializable;

/**
 * What a worker hands in besides its parameters.
 *
 * @param examples images that it saw: its weight in the average; with 0 it has none
 * @param report for the driver
 */
public record Contribution<R extends Serializable>(long examples, R report) {}
