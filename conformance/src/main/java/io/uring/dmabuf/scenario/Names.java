package io.uring.dmabuf.scenario;

import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.vavr.collection.HashMap;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Seq;

/**
 * The names that a scenario gives: each stands for one thing, of a kind that statements ask for.
 */
final class Names {
  private Map<String, Named> names = LinkedHashMap.empty();
  private Map<Named, String> ofThings = HashMap.empty();

  /** Refuses a name that something has already. */
  void mustBeFree(String name) {
    if (names.containsKey(name)) {
      throw ScenarioException.unusable("expected a name that is not taken: " + name);
    }
  }

  /** Something has a name from now on. */
  void give(String name, Named what) {
    names = names.put(name, what);
    ofThings = ofThings.put(what, name);
  }

  /** The number of the ring with a name; so for all. */
  RingId ring(String name) {
    return named(name, Named.Ring.class, "a ring").id();
  }

  long index(String name) {
    return named(name, Named.Index.class, "an index").number();
  }

  DeviceId drive(String name) {
    return named(name, Named.Disk.class, "a drive").id();
  }

  FileId file(String name) {
    return named(name, Named.File.class, "a file").id();
  }

  DmabufId buffer(String name) {
    return named(name, Named.Buffer.class, "a dma-buf").id();
  }

  AreaId memory(String name) {
    return named(name, Named.Pages.class, "memory").id();
  }

  /** What has a name. */
  Named called(String name) {
    return names
        .get(name)
        .getOrElseThrow(
            () -> ScenarioException.unusable("expected a name, \"" + name + "\" is none"));
  }

  private <N extends Named> N named(String name, Class<N> kind, String what) {
    return names
        .get(name)
        .filter(kind::isInstance)
        .map(kind::cast)
        .getOrElseThrow(() ->
            ScenarioException.unusable(
                "expected the name of " + what + ", \"" + name + "\" is none"));
  }

  /** What has a name, in the order in which it appeared. */
  Seq<Named> all() {
    return names.values();
  }

  /** The name of something. */
  String nameOf(Named what) {
    return ofThings
        .get(what)
        .getOrElseThrow(() -> new IllegalStateException("nobody gave a name to " + what));
  }
}
