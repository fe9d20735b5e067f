/** To and from DL4J: the network as a ComputationGraph, and the zip file that holds one. */
package org.alexnetspark.model.dl4j;
