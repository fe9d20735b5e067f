package org.alexnetspark.preprocess.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of an input in docs/extending.md does what it says. */
class ArIndexTest {
  @TempDir private Path folder;

  @Test
  void findsMembersWhereTheyAre() throws IOException {
    Path file =
        write("!<arch>\n" + member("n01/a.jpg/", "odd") + "\n" + member("n02/b.jpg/", "even"));

    Listing listing = index(file);

    assertThat(listing.classNames()).containsExactly("n01", "n02");
    assertThat(listing.path(1)).isEqualTo("n02/b.jpg");
    Location second = listing.location(1);
    assertThat(Files.readString(file).substring((int) second.offset())).isEqualTo("even");
    assertThat(second.length()).isEqualTo(4);
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Path file = write("!<arch>\n" + member("n01/a.jpg/", "odd") + "\nno header of sixty letters");

    assertThatThrownBy(() -> index(file))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll(file.toString(), "is a damaged ar file, or is cut off");
  }

  /** Between two members nothing tells: ar files have no end mark. */
  @Test
  void anyCutInsideAMemberIsNoticed() throws IOException {
    String first = "!<arch>\n" + member("n01/a.jpg/", "odd") + "\n";
    String whole = first + member("n02/b.jpg/", "even");

    for (int length = 1; length < whole.length(); length++) {
      if (length == first.length() || length == first.length() - 1) {
        continue;
      }
      Path file = write(whole.substring(0, length));
      assertThatThrownBy(() -> index(file))
          .as("%d bytes", length)
          .isInstanceOf(UnusableInputException.class)
          .hasMessageContaining(file.toString());
    }
  }

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("photographs.ar"), content);
  }

  private static Listing index(Path file) throws IOException {
    try (FSDataInputStream in =
        FileSystem.getLocal(new Configuration())
            .open(new org.apache.hadoop.fs.Path(file.toUri()))) {
      Archive archive = new Archive(Location.ofFile(file.toString()), "photographs");
      return ArIndex.read(archive, Archive.LABEL_FIELD, in, Files.size(file)).photographs();
    }
  }

  private static String member(String name, String content) {
    return String.format(
        Locale.ROOT,
        "%-16s%-12d%-6d%-6d%-8s%-10d`\n%s",
        name,
        0,
        0,
        0,
        "100644",
        content.length(),
        content);
  }
}
