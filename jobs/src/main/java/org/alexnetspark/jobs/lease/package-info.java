/** Networks where the tasks run: made once in a process, lent to one task at a time. */
package org.alexnetspark.jobs.lease;
