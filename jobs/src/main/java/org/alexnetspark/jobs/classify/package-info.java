/** Class probabilities of images, and what is kept of them: the best guesses. */
package org.alexnetspark.jobs.classify;
