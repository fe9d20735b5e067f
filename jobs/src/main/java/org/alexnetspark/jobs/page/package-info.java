/** What pages are made of: charts, pictures, tables, photographs with their guesses. */
package org.alexnetspark.jobs.page;
