/** Comparisons of networks that differ in one thing, each trained with several seeds. */
package org.alexnetspark.jobs.ablations;
