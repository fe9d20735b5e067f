package org.alexnetspark.jobs.averaging;

import java.io.Serializable;

/**
 * One worker's part of one block.
 *
 * @param worker whose it is; averages are summed in this order
 * @param examples how many images the worker saw in the round: its weight in the average
 * @param values the block's floats
 */
public record WorkerBlock(int worker, long examples, FloatVector values) implements Serializable {}
