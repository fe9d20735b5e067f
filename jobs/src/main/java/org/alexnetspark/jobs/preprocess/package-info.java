/** The commands of preprocess.jar. */
package org.alexnetspark.jobs.preprocess;
