/** From the bytes of a photograph to the pixels that the network sees. Knows nothing of Spark. */
package org.alexnetspark.preprocess.image;
