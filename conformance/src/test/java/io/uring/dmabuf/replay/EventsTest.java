package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.HashSet;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a step tells is the whole difference of its states, on every transition: nodes, imus and
 * regbufs made and gone, references taken and put, requests bound and their states, tags, CQEs and
 * mappings. What a device touches is a matter of the bytes, and leaves no such difference.
 */
class EventsTest {
  private static final String LIFETIMES = "ObjectGone ObjectMade ReferencePut ReferenceTaken ";
  private static final String REQUESTS =
      "RequestBegun RequestBound RequestCompleted RequestEnded RequestInFlight ";

  /** The kinds of events that the steps of a model tell. */
  private static final Map<String, String> MODELS =
      LinkedHashMap.<String, String>empty()
          .put(
              "buffer-table-register",
              "CqePosted " + LIFETIMES + REQUESTS + "TagGiven TagPosted TagTakenBack")
          .put(
              "deferred-issue-kinds",
              "CqePosted CqeSeen "
                  + LIFETIMES
                  + REQUESTS
                  + "RequestLeft RequestUnheld TagGiven TagPosted")
          .put("cloned-tables-kinds", "CqePosted CqeSeen " + LIFETIMES + REQUESTS + "TagGiven")
          .put("dmabuf-mapping-small", "MappingGone MappingMade " + LIFETIMES)
          .put(
              "rw-small",
              "AddressTouched CqePosted CqeSeen MappingGone MappingMade "
                  + LIFETIMES
                  + REQUESTS
                  + "TagGiven TagPosted")
          .put(
              "rw-retry",
              "AddressTouched CommandTriedAgain CqePosted MappingGone MappingMade "
                  + LIFETIMES
                  + REQUESTS
                  + "TagGiven TagPosted")
          .put(
              "dmabuf-mapping-commands",
              "MappingGone MappingMade "
                  + "ObjectGone ObjectMade PagesMapped PagesUnmapped ReferencePut ReferenceTaken");

  /** The same of models that tell nothing else. */
  private static final Map<String, String> MORE_MODELS =
      LinkedHashMap.<String, String>empty()
          .put(
              "buffer-table-small",
              "CqePosted CqeSeen " + LIFETIMES + REQUESTS + "TagGiven TagPosted")
          .put("deferred-issue-small", "CqePosted " + LIFETIMES + REQUESTS + "TagGiven")
          .put("cloned-tables-calls", LIFETIMES + "TagGiven TagPosted")
          .put(
              "rw-reuse",
              "AddressTouched CqePosted MappingMade " + LIFETIMES + REQUESTS + "TagGiven")
          .put(
              "rw-deferred-small",
              "AddressTouched CqePosted MappingMade "
                  + "ObjectGone ObjectMade PagesMapped PagesUnmapped ReferencePut ReferenceTaken "
                  + REQUESTS
                  + "TagGiven");

  /** What no step tells: the bytes do, when a device touches what it should not, and syncs. */
  private static final Set<Class<?>> OF_BYTES =
      HashSet.of(Event.PageSynced.class, Event.Fault.class);

  @TempDir static Path folder;

  static Stream<Arguments> models() {
    return arguments(MODELS);
  }

  static Stream<Arguments> moreModels() {
    return arguments(MORE_MODELS);
  }

  private static Stream<Arguments> arguments(Map<String, String> models) {
    return models.toJavaStream().map(model -> Arguments.of(model._1, model._2));
  }

  /** So each kind that a step forgets is a difference in some model. */
  @Test
  void everyKindOfEventIsToldInSomeModel() {
    Set<String> told = MODELS.values().flatMap(kinds -> List.of(kinds.split(" "))).toSet();

    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            kinds(Event.class).removeAll(OF_BYTES).map(Class::getSimpleName).toSet());
  }

  private static Set<Class<?>> kinds(Class<?> of) {
    return of.isSealed()
        ? HashSet.of(of.getPermittedSubclasses()).flatMap(EventsTest::kinds)
        : HashSet.of(of);
  }

  @ParameterizedTest
  @MethodSource("moreModels")
  @Tag("long")
  void alsoInModelsThatTellNothingElse(String name, String kinds) {
    aStepTellsWhatItChangesAndNothingElse(name, kinds);
  }

  @ParameterizedTest
  @MethodSource("models")
  void aStepTellsWhatItChangesAndNothingElse(String name, String kinds) {
    List<String> lines =
        Forked.run(EventsRun.class, folder, Home.current().root().toString(), name);
    ModelEntry model = Manifest.one(Home.current().manifest(), name).get();

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
