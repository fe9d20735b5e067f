/** The towers and how they meet, written against the device seam alone. */
package org.alexnetspark.model.tower;
