/** What goes in: folders, tars and SequenceFiles of photographs, class lists and label files. */
package org.alexnetspark.preprocess.input;
