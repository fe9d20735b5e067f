/** Photographs to records and statistics. Knows Spark and Hadoop; knows nothing of models. */
package org.alexnetspark.preprocess;
