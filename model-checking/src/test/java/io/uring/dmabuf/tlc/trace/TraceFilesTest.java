package io.uring.dmabuf.tlc.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFilesTest {
  private static final Trace TRACE = new Trace(LinkedHashMap.empty(), List.empty(), Option.none());

  @TempDir private Path folder;

  private List<Path> write(Option<List<String>> events) {
    return new TraceFiles(folder, Traces.model(), SpecIndex.of(List.empty()))
        .write("a headline", TRACE, events)
        .get();
  }

  @Test
  void leaveNoEventsOfAnEarlierTrace() {
    Path told = folder.resolve(Traces.model().name() + ".ndjson");
    assertThat(write(Option.some(List.of("{}")))).contains(told);
    assertThat(told).hasContent("{}");
    assertThat(write(Option.none())).hasSize(4).doesNotContain(told);
    assertThat(told).doesNotExist();
    assertThat(write(Option.none())).hasSize(4);
  }
}
