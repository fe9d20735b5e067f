/** Which images a network finds alike: the nearest in the space of its features. */
package org.alexnetspark.jobs.neighbors;
