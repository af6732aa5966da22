package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the digest of a state leaves out decides nothing: told apart by all that is in them the
 * states are more, and each is one of those that TLC counts, of which none is missing.
 */
class NormalisationTest {
  @TempDir static Path folder;

  @ParameterizedTest
  @CsvSource("nvme-queue-doorbell, 333, 350")
  void whatIsLeftOutOfADigestLeadsToNoOtherState(String model, long counted, long apart) {
    List<String> lines =
        Forked.run(UnnormalisedRun.class, folder, Home.current().root().toString(), model);

    assertThat(lines).containsExactly("states " + counted, "states " + apart, "missing 0");
  }

  @ParameterizedTest
  @CsvSource({
    "deferred-issue-small, 886, 952",
    "buffer-table-small, 2024, 2044",
    "cloned-tables-two, 502, 502",
    "dmabuf-mapping-commands, 1448, 1448",
    "nvme-queue-lengths, 660, 58454",
    "nvme-queue-reset, 1599, 3142",
    "rw-closing-small, 1002, 1062",
    "rw-parts-pages, 584, 838",
    "rw-requeue-rings, 1563, 1671",
    "rw-small, 3344, 18636"
  })
  @Tag("long")
  void norInOthers(String model, long counted, long apart) {
    whatIsLeftOutOfADigestLeadsToNoOtherState(model, counted, apart);
  }
}
