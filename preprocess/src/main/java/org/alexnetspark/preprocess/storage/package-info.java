/** Hadoop's file systems, as this module wants to use them. */
package org.alexnetspark.preprocess.storage;
