/** The main class of preprocess.jar. */
package org.alexnetspark.jobs.preprocess;
