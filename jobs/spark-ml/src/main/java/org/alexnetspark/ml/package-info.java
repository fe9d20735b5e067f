/**
 * Trained networks as parts of Spark ML's pipelines: {@link
 * org.alexnetspark.ml.ImageClassificationModel}.
 */
package org.alexnetspark.ml;
