package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A run beside the kernel")
class LiveRunTest {

  @TempDir Path folder;

  @Test
  void isWhatWasPrintedFromItsDateOn() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("out"), "building\ndate    D\nkernel  K\n\nmismatches  0\n");
    assertThat(LiveRun.read(file).get().text())
        .containsExactly("    date    D", "    kernel  K", "", "    mismatches  0");
  }

  @Test
  void isNoneWithoutAResult() throws IOException {
    Path skipped = Files.writeString(folder.resolve("skipped"), "skipped: no io_uring\n");
    assertThat(LiveRun.read(skipped).getLeft()).contains("skipped");
    assertThat(LiveRun.read(folder.resolve("none")).getLeft()).contains("none");
  }
}
