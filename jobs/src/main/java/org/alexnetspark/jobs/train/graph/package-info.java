/** Any DL4J graph as what is trained, by dl4j-spark's parameter averaging. */
package org.alexnetspark.jobs.train.graph;
