/**
 * Networks that classify images: AlexNet in two towers ({@link org.alexnetspark.model.AlexNet}) and
 * the very deep networks ({@link org.alexnetspark.model.Vgg}). What a network is ({@link
 * org.alexnetspark.model.NetworkSpecification}), where its parameters lie ({@link
 * org.alexnetspark.model.ParameterLayout}) and the network that trains ({@link
 * org.alexnetspark.model.Network}). Knows nothing of Spark.
 */
package org.alexnetspark.model;
