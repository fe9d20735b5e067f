/**
 * Networks that classify images. What a network is says {@link
 * org.alexnetspark.model.specification.NetworkSpecification}; {@link
 * org.alexnetspark.model.Network} is one at work: towers on devices, which train and classify.
 * Knows nothing of Spark.
 */
package org.alexnetspark.model;
