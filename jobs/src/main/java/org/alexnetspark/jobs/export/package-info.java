/** Trained networks for other programs. */
package org.alexnetspark.jobs.export;
