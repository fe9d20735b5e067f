/** Networks over whole images of any size: fully connected layers look at every window. */
package org.alexnetspark.model.dense;
