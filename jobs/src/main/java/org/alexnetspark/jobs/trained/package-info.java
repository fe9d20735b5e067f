/** Models that were trained: what model.zip and ONNX files hold, and the options that name them. */
package org.alexnetspark.jobs.trained;
