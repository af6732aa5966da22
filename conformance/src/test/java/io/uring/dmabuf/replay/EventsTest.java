package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a step tells is the whole difference of its states, on every transition: nodes, imus and
 * regbufs made and gone, references taken and put, requests bound and their states, tags, CQEs and
 * mappings. What a device touches is a matter of the bytes, and leaves no such difference.
 */
class EventsTest {
  private static final String LIFETIMES = "ObjectGone ObjectMade ReferencePut ReferenceTaken ";
  private static final String REQUESTS =
      "RequestBegun RequestBound RequestCompleted RequestEnded RequestInFlight ";

  @TempDir static Path folder;

  @ParameterizedTest
  @CsvSource({
    "buffer-table-small, CqePosted CqeSeen " + LIFETIMES + REQUESTS + "TagGiven TagPosted",
    "deferred-issue-small, CqePosted " + LIFETIMES + REQUESTS + "TagGiven",
    "deferred-issue-kinds, CqePosted CqeSeen "
        + LIFETIMES
        + REQUESTS
        + "RequestLeft RequestUnheld TagGiven TagPosted",
    "cloned-tables-kinds, CqePosted CqeSeen " + LIFETIMES + REQUESTS + "TagGiven",
    "cloned-tables-calls, " + LIFETIMES + "TagGiven TagPosted",
    "dmabuf-mapping-small, MappingGone MappingMade " + LIFETIMES,
    "rw-small, AddressTouched CqePosted CqeSeen MappingGone MappingMade "
        + LIFETIMES
        + REQUESTS
        + "TagGiven TagPosted",
    "rw-reuse, AddressTouched CqePosted MappingMade " + LIFETIMES + REQUESTS + "TagGiven",
    "rw-deferred-small, AddressTouched CqePosted MappingMade "
        + "ObjectGone ObjectMade PagesMapped PagesUnmapped ReferencePut ReferenceTaken "
        + REQUESTS
        + "TagGiven",
    "dmabuf-mapping-commands, MappingGone MappingMade "
        + "ObjectGone ObjectMade PagesMapped PagesUnmapped ReferencePut ReferenceTaken"
  })
  void aStepTellsWhatItChangesAndNothingElse(String name, String kinds) {
    List<String> lines =
        Forked.run(EventsRun.class, folder, Home.current().root().toString(), name);
    ModelEntry model =
        Manifest.read(Home.current().manifest()).flatMap(all -> all.find(name)).get();

    assertThat(lines).noneMatch(line -> line.startsWith("different"));
    assertThat(lines).noneMatch(line -> line.startsWith("found"));
    assertThat(lines).contains("states " + model.distinct().get());
    assertThat(
            lines
                .filter(line -> line.startsWith("told "))
                .map(line -> line.split(" ")[1])
                .mkString(" "))
        .isEqualTo(kinds.strip());
  }
}
