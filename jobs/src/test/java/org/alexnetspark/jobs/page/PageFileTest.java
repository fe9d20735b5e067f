package org.alexnetspark.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.alexnetspark.jobs.run.FullDisk;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages are complete or absent. */
class PageFileTest {
  @TempDir private Path folder;

  @AfterEach
  void makeSpace() {
    FullDisk.leave(Long.MAX_VALUE);
  }

  @Test
  void aPageTakesThePlaceOfAnOlderOne() throws IOException {
    Path page = folder.resolve("new/page.html");
    PageFile.write(page.toString(), "a first page", new Configuration());
    PageFile.write(page.toString(), "another", new Configuration());
    assertThat(page).hasContent("another");
    assertThat(filesOf(page.getParent())).containsExactly("page.html");
  }

  @Test
  void whereThereIsNoSpaceForAPageTheOlderOneStays() throws IOException {
    Path page = Files.writeString(folder.resolve("page.html"), "a first page");
    FullDisk.leave(3);
    assertThatThrownBy(
            () ->
                PageFile.write(FullDisk.SCHEME + "://" + page, "another", FullDisk.configuration()))
        .hasMessageContaining("No space left");
    assertThat(page).hasContent("a first page");
    assertThat(filesOf(folder)).containsExactly("page.html");
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
