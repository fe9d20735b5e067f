/**
 * The two-tower AlexNet of Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep
 * Convolutional Neural Networks" (2012): what it is ({@link
 * org.alexnetspark.model.NetworkSpecification}), where its parameters lie ({@link
 * org.alexnetspark.model.ParameterLayout}) and the network that trains ({@link
 * org.alexnetspark.model.Network}). Knows nothing of Spark.
 */
package org.alexnetspark.model;
