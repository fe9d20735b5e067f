/** AlexNet, split over its towers, as what is trained. */
package org.alexnetspark.jobs.train.tower;
