/** What a network makes of images before it names them: the activations of a layer. */
package org.alexnetspark.jobs.features;
