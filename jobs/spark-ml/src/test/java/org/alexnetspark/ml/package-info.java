/** Tests of Spark ML's side, on executors that are processes of their own. */
package org.alexnetspark.ml;
