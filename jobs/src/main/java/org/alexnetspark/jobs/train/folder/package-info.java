/** A training run's folder as the run writes it: description, checkpoints, model and card. */
package org.alexnetspark.jobs.train.folder;
