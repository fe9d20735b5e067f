/** What a machine or a cluster does at what speed, measured without a user's data. */
package org.alexnetspark.jobs.benchmark;
