/** What a trained network says of photographs. */
package org.alexnetspark.jobs.predict;
