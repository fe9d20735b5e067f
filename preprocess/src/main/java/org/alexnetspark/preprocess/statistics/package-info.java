/** The mean image and the principal components of the colours, exact over the training split. */
package org.alexnetspark.preprocess.statistics;
