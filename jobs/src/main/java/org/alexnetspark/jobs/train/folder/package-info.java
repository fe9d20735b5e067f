/**
 * A training run's folder as the run itself writes it: description, checkpoints, model and card.
 */
package org.alexnetspark.jobs.train.folder;
