package org.alexnetspark.jobs.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.Test;

/** Whatever does not come whole, or was not kept, is an error and no average. */
class BlockExchangeTest {
  private static final byte[] BYTES = {1, 2, 3};

  @Test
  void aBlockThatComesWholeIsCopied() throws IOException {
    assertThat(new BlockExchange.Scratch().copy(new ByteArrayInputStream(BYTES), 3))
        .isEqualTo(ByteBuffer.wrap(BYTES));
  }

  @Test
  void aBlockOfWhichAPartIsMissingIsAnError() {
    assertThatThrownBy(() -> new BlockExchange.Scratch().copy(new ByteArrayInputStream(BYTES), 4))
        .isInstanceOf(EOFException.class)
        .hasMessage("of a block of 4 bytes only 3 came");
  }

  @Test
  void aBlockThatSparkDidNotKeepIsAnError() {
    RDDBlockId name = new RDDBlockId(7, 1);
    assertThatCode(() -> BlockExchange.requireKept(name, true)).doesNotThrowAnyException();
    assertThatThrownBy(() -> BlockExchange.requireKept(name, false))
        .hasMessageContaining("rdd_7_1")
        .hasMessageContaining("spark.local.dir");
  }
}
