package io.uring.dmabuf.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.replay.Forked;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The locks that actions name")
class LocksOfStatesTest {

  private static final Map<String, String> WRONG =
      HashMap.of(
          "PutNode", "task, kworker: holds uring_lock",
          "Submit", "task: holds uring_lock",
          "LookupNode", "task: takes uring_lock",
          "Map", "task: holds uring_lock; takes resv",
          "Unmap", "task, tw, kworker: holds uring_lock; takes resv",
          "LockForUnmap", "task, tw, kworker: holds uring_lock, resv",
          "ExporterUnlock", "exporter: takes resv");

  @TempDir private Path folder;

  private List<String> run(String model, List<String> wrong) {
    return Forked.run(
        LocksOfStatesRun.class,
        folder,
        List.of(model, folder.toString()).appendAll(wrong).toJavaArray(String[]::new));
  }

  @Test
  @Tag("long")
  void areHeldAndFreeWhereTheStatesSaySo() {
    List<String> lines = run("rw-small", WRONG.toList().flatMap(w -> List.of(w._1, w._2)));
    assertThat(lines).contains("seen Map task", "seen PutNode task", "seen PutNode tw");
    assertThat(lines).contains("seen LockForUnmap kworker", "seen Unmap tw", "seen PostCqe tw");
    assertThat(lines.reject(line -> line.startsWith("seen ")))
        .containsExactlyInAnyOrderElementsOf(WRONG.keySet().map("caught "::concat));
  }

  @Test
  @Tag("long")
  void areThoseOfBothRingsInAClone() {
    List<String> lines =
        run("rw-clone", List.of("InstallClone", "task: takes uring_lock > uring_lock/1"));
    assertThat(lines).contains("seen InstallClone task", "seen KeepSharedImu tw");
    assertThat(lines.reject(line -> line.startsWith("seen ")))
        .containsExactly("caught InstallClone");
  }
}
