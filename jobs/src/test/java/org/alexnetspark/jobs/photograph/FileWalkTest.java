package org.alexnetspark.jobs.photograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWalkTest {
  @TempDir private Path folder;

  @Test
  void allFilesAtAnyDepthAreFoundButHiddenOnes() throws IOException {
    Files.createDirectories(folder.resolve("a/b/c"));
    Files.createDirectories(folder.resolve(".hidden"));
    for (String file :
        List.of("1.jpg", "a/2.jpg", "a/b/c/3", ".4.jpg", ".hidden/5.jpg", "a/_SUCCESS")) {
      Files.createFile(folder.resolve(file));
    }

    assertThat(walk(folder)).containsExactlyInAnyOrder("1.jpg", "a/2.jpg", "a/b/c/3");
  }

  @Test
  void aLinkToAFolderThatItLiesInLeadsNowhere() throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    Files.createFile(folder.resolve("a/b/1.jpg"));
    Files.createSymbolicLink(folder.resolve("a/b/up"), folder.resolve("a"));
    Files.createSymbolicLink(folder.resolve("again"), folder.resolve("a/b"));
    Files.createSymbolicLink(folder.resolve("nothing.jpg"), folder.resolve("nowhere"));

    assertThat(walk(folder.resolve("a"))).contains("a/b/1.jpg").hasSizeLessThan(4);
    assertThat(walk(folder)).contains("a/b/1.jpg", "again/1.jpg").doesNotContain("nothing.jpg");
  }

  @Test
  void aFileIsItsOwn() throws IOException {
    Path file = Files.createFile(folder.resolve("1.jpg"));

    assertThat(walk(file)).containsExactly("1.jpg");
  }

  @Test
  void aFolderWithoutFilesHasNone() throws IOException {
    Files.createDirectories(folder.resolve("a/b"));

    assertThat(walk(folder)).isEmpty();
  }

  private List<String> walk(Path place) throws IOException {
    List<String> files = new ArrayList<>();
    try (FileWalk walk =
        new FileWalk(new org.apache.hadoop.fs.Path(place.toUri()), new Configuration())) {
      walk.forEachRemaining(
          file -> files.add(file.substring(file.indexOf(folder.toString()) + length())));
    }
    return files;
  }

  private int length() {
    return folder.toString().length() + 1;
  }
}
