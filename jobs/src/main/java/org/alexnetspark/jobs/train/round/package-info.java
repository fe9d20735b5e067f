/** What the loop of a training run asks of whatever it trains, and gets back after each round. */
package org.alexnetspark.jobs.train.round;
