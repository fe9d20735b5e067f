/** Runs the notes in a real Zeppelin. */
package org.alexnetspark.notebooks;
