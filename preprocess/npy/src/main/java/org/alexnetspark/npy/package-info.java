/** Arrays in NumPy's file format, which datasets, checkpoints and models hold. */
package org.alexnetspark.npy;
