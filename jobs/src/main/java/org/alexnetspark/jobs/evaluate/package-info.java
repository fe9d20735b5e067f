/** How good a network is: its guesses on a split of a dataset, and what they add up to. */
package org.alexnetspark.jobs.evaluate;
