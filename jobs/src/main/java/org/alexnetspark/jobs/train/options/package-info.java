/** The options that say what is trained and how it learns. */
package org.alexnetspark.jobs.train.options;
