/**
 * What a network is, as data: a list of layers ({@link
 * org.alexnetspark.model.specification.NetworkSpecification}), AlexNet's and VGG's lists, where
 * their parameters lie ({@link org.alexnetspark.model.specification.ParameterLayout}), how they
 * begin and by what rule they move. Knows nothing of what computes.
 */
package org.alexnetspark.model.specification;
