/** What goes in: folders of photographs, class lists and label files. */
package org.alexnetspark.preprocess.input;
