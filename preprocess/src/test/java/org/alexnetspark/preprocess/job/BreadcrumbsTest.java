package org.alexnetspark.preprocess.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BreadcrumbsTest {
  private static final int SHARD = 4;

  @TempDir java.nio.file.Path folder;

  @Test
  void aPhotographWhereTwoRetriesEndedIsDeadly() throws IOException {
    attempt(0).at("n01/innocent.JPEG");
    attempt(1).at("n01/a.JPEG");
    attempt(1).at("n01/deadly.JPEG");
    assertThat(attempt(2).deadly()).isEmpty();
    attempt(2).at("n01/deadly.JPEG");

    assertThat(attempt(3).deadly()).hasValue("n01/deadly.JPEG");
  }

  /** As on HDFS, where an attempt has one file for all its photographs. */
  @Test
  void theLastPhotographOfAFileCountsUnlessItsNameDoesNotEnd() throws IOException {
    Files.writeString(folder.resolve(SHARD + "-1"), "n01/a.JPEG\0n01/deadly\n.JPEG\0n01/half");
    attempt(2).at("n01/deadly\n.JPEG");

    assertThat(attempt(3).deadly()).hasValue("n01/deadly\n.JPEG");
  }

  @Test
  void retriesThatEndedInDifferentPlacesWereKilledByChance() throws IOException {
    attempt(1).at("n01/a.JPEG");
    attempt(2).at("n01/b.JPEG");

    assertThat(attempt(3).deadly()).isEmpty();
  }

  @Test
  void shardsDoNotAccuseEachOther() throws IOException {
    attempt(1).at("n01/a.JPEG");
    new Breadcrumbs(new Path(folder.toString()), 5, 2, new Configuration()).at("n01/a.JPEG");

    assertThat(attempt(3).deadly()).isEmpty();
  }

  @Test
  void whatJavaCatchesSpeaksAgainstNoPhotograph() throws IOException {
    attempt(1).at("n01/a.JPEG");
    attempt(1).forget();
    attempt(2).at("n01/a.JPEG");
    attempt(2).forget();

    assertThat(attempt(3).deadly()).isEmpty();
  }

  private Breadcrumbs attempt(int number) throws IOException {
    return new Breadcrumbs(new Path(folder.toString()), SHARD, number, new Configuration());
  }
}
