/** The worked examples of docs/extending.md: a network, an input and a command of one's own. */
package org.alexnetspark.jobs.examples;
