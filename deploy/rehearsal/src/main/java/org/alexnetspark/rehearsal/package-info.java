/** A made ImageNet, of the true size and structure, to rehearse the whole pipeline with. */
package org.alexnetspark.rehearsal;
