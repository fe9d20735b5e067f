/** The dataset as it lies in a Hadoop file system: {@code dataset.json} and the shards it names. */
package org.alexnetspark.preprocess.dataset;
