package org.alexnetspark.preprocess.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process at a time writes into a folder. */
class FolderLockTest {
  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void chooseFolder() {
    folder = temporary.resolve("new/dataset");
  }

  private FolderLock take() throws IOException {
    return FolderLock.take(new org.apache.hadoop.fs.Path(folder.toUri()), new Configuration());
  }

  @Test
  void aSecondOneIsRefusedAndTheThirdWaitsForNobody() throws IOException {
    try (FolderLock lock = take()) {
      assertThatThrownBy(this::take)
          .isInstanceOf(FolderInUseException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ");
      Files.createFile(folder.resolve("result"));
    }
    try (FolderLock lock = take()) {
      assertThat(names()).containsExactly(".lock", "result");
    }
    assertThat(names()).containsExactly("result");
  }

  @Test
  void aFolderThatStaysEmptyGoesAgain() throws IOException {
    take().close();

    assertThat(folder).doesNotExist();
  }

  @Test
  void aProcessThatIsNoMoreHoldsNothing() throws IOException, InterruptedException {
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    killed.waitFor();
    write(InetAddress.getLocalHost().getHostName(), killed.pid(), Instant.now());
    Files.createFile(folder.resolve(".lock-new-of-a-killed-one"));

    take().close();

    assertThat(names()).isEmpty();
  }

  @Test
  void aNumberThatAnotherProcessHasByNowIsNotMistaken() throws IOException {
    write(
        InetAddress.getLocalHost().getHostName(),
        ProcessHandle.current().pid(),
        Instant.parse("2020-01-01T00:00:00Z"));

    take().close();

    assertThat(names()).isEmpty();
  }

  @Test
  void nobodyCanTellOfAProcessOnAnotherMachine() throws IOException {
    write("elsewhere", 7, Instant.now());

    assertThatThrownBy(this::take)
        .isInstanceOf(FolderInUseException.class)
        .hasMessageContaining("process 7 on elsewhere")
        .hasMessageMatching(".* delete [^ ]*/new/dataset/.lock");
    assertThat(names()).containsExactly(".lock");
  }

  @Test
  void ofManyThatComeAtOnceOneGetsIt() throws IOException {
    write(InetAddress.getLocalHost().getHostName(), Long.MAX_VALUE, Instant.EPOCH);
    AtomicInteger refused = new AtomicInteger();

    List<FolderLock> taken =
        IntStream.range(0, 32)
            .parallel()
            .mapToObj(
                i -> {
                  try {
                    return take();
                  } catch (FolderInUseException e) {
                    refused.incrementAndGet();
                    return null;
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                })
            .filter(Objects::nonNull)
            .toList();

    assertThat(taken).hasSize(1);
    assertThat(refused).hasValue(31);
    taken.get(0).close();
  }

  private FolderLock takeInStore() throws IOException {
    return FolderLock.take(StoreOnDisk.at(folder), StoreOnDisk.configuration());
  }

  @Test
  void aStoreOfObjectsRefusesASecondOneToo() throws IOException {
    try (FolderLock lock = takeInStore()) {
      assertThatThrownBy(this::takeInStore)
          .isInstanceOf(FolderInUseException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ");
      assertThat(names()).singleElement().asString().startsWith(".lock-of-");
    }
    assertThat(folder).doesNotExist();
  }

  @Test
  void inAStoreTheDeadHoldNothingAndLeaveNothing() throws IOException {
    write(InetAddress.getLocalHost().getHostName(), Long.MAX_VALUE, Instant.EPOCH);
    Files.move(folder.resolve(".lock"), folder.resolve(".lock-of-a-killed-one"));

    try (FolderLock lock = takeInStore()) {
      assertThat(names()).singleElement().asString().doesNotEndWith("killed-one");
    }

    assertThat(names()).isEmpty();
  }

  @Test
  void inAStoreAProcessOfAnotherMachineIsNotDisturbed() throws IOException {
    write("elsewhere", 7, Instant.now());

    assertThatThrownBy(this::takeInStore)
        .isInstanceOf(FolderInUseException.class)
        .hasMessageContaining("process 7 on elsewhere");
    assertThat(names()).containsExactly(".lock");
  }

  /** Somebody else announces himself after this process has looked and before it has written. */
  public static final class Crowded extends StoreOnDisk {
    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      Path folder = Files.createDirectories(pathToFile(file.getParent()).toPath());
      Files.writeString(folder.resolve(".lock-of-another"), "another elsewhere 7 " + Instant.now());
      return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    }
  }

  @Test
  void inAStoreOneThatComesInTheSameMomentIsSeen() throws IOException {
    Configuration crowded = StoreOnDisk.configuration();
    crowded.set("fs.s3a.impl", Crowded.class.getName());

    assertThatThrownBy(() -> FolderLock.take(StoreOnDisk.at(folder), crowded))
        .isInstanceOf(FolderInUseException.class)
        .hasMessageContaining("process 7 on elsewhere");

    assertThat(names()).containsExactly(".lock-of-another");
  }

  @Test
  void inAStoreOfManyThatComeAtOnceNoTwoGetIt() throws IOException {
    Files.createDirectories(folder);
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    IntStream.range(0, 64)
        .parallel()
        .forEach(
            i -> {
              try (FolderLock lock = takeInStore()) {
                most.accumulateAndGet(holders.incrementAndGet(), Math::max);
                holders.decrementAndGet();
              } catch (FolderInUseException e) {
                // Both of two may be refused.
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });

    assertThat(most).hasValueLessThanOrEqualTo(1);
    takeInStore().close();
    assertThat(names()).isEmpty();
  }

  private void write(String host, long pid, Instant started) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(".lock"), "id " + host + " " + pid + " " + started);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }
}
