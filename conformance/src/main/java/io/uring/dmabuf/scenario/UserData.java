package io.uring.dmabuf.scenario;

import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.scenario.Carried.Bound;
import io.uring.dmabuf.scenario.Carried.Posted;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.vavr.Tuple;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.LinkedHashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Stream;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/** The user data of requests and tags, as the scenario gives it. */
final class UserData {
  private final Session session;
  private Map<RingRequest, Given> ofRequests = HashMap.empty();
  private Set<RingRequest> waited = HashSet.empty();
  private int submitted;
  private Map<List<Long>, Long> ofTags = LinkedHashMap.empty();

  /**
   * What a request was given.
   *
   * @param number how many were submitted before it
   */
  private record Given(Asked asked, int number) {}

  /**
   * What a request asks for.
   *
   * @param data its user data
   * @param file the file
   * @param area the ordinary memory in its slot, in whose addresses it is written
   * @param length how many bytes
   * @param quiet whether a success is not told
   * @param async whether a worker issues it
   */
  record Asked(
      long data, FileId file, Option<AreaId> area, long length, boolean quiet, boolean async) {}

  /** That of a machine's requests and tags. */
  UserData(Session session) {
    this.session = session;
  }

  /** A request is submitted. */
  void name(RingRequest id, Asked asked) {
    ofRequests = ofRequests.put(id, new Given(asked, submitted++));
    waited = waited.remove(id);
  }

  /** What a request asks for. */
  Asked asked(RingRequest id) {
    return given(id).asked();
  }

  /** How many requests were submitted before one. */
  int submittedAt(RingRequest id) {
    return given(id).number();
  }

  /** A request has found no answer of its file. */
  void waits(RingRequest id) {
    waited = waited.add(id);
  }

  /** Whether it has. */
  boolean hasWaited(RingRequest id) {
    return waited.contains(id);
  }

  /** Whether a completion is one that is not told. */
  boolean isQuiet(RingId ring, Cqe cqe) {
    if (ofTags.containsKey(key(ring, cqe.userData()))) {
      return false;
    }
    Asked asked = asked(new RingRequest(ring, RequestId.of(Math.toIntExact(cqe.userData()))));
    return asked.quiet() && cqe.res() == asked.length();
  }

  /**
   * The tag that the machine is given for one of the scenario: no other has it, nor a request.
   *
   * @param data the scenario's user data of the tag
   */
  long tag(RingId ring, long data) {
    long tag = CompletionQueue.userDataOfTag(ofTags.size() + 1);
    ofTags = ofTags.put(key(ring, tag), data);
    return tag;
  }

  /** The user data of a request. */
  long of(RingRequest id) {
    return asked(id).data();
  }

  private Given given(RingRequest id) {
    return ofRequests
        .get(id)
        .getOrElseThrow(() -> new IllegalStateException("nobody submitted " + id));
  }

  /**
   * The request of a ring with some user data, not consumed yet. Of several it is the oldest of
   * those that a drive works on, or else the oldest.
   */
  RingRequest requestOf(RingId ring, long data) {
    return session
        .requests()
        .filter(id -> id.ring().equals(ring) && of(id) == data)
        .minBy(this::turn)
        .getOrElseThrow(() -> noRequest(data));
  }

  /** The requests of a ring with some user data, not consumed yet, the oldest first. */
  Vector<RingRequest> ofRing(RingId ring, long data) {
    return session
        .requests()
        .filter(id -> id.ring().equals(ring) && of(id) == data)
        .sortBy(this::submittedAt);
  }

  private int turn(RingRequest id) {
    boolean works = session.request(id).exists(request -> request.parts().out() > 0);
    return given(id).number() + (works ? 0 : submitted);
  }

  private static ScenarioException noRequest(long data) {
    return ScenarioException.unusable(
        "expected a request with user_data=" + Numbers.unsigned(data));
  }

  /** Refuses user data that no request of a ring has. */
  void mustBeOfRequest(RingId ring, long data) {
    if (session
        .table(ring)
        .requests()
        .iterator()
        .forAll(req -> of(new RingRequest(ring, req.id())) != data)) {
      throw noRequest(data);
    }
  }

  /** The user data of a request that a ring has not used yet, as a scenario without one gets it. */
  long nextUserData(RingId ring) {
    return Stream.from(1).map(n -> (long) n).find(n -> isUnused(ring, n)).get();
  }

  /** Whether no request of a ring that is not consumed has some user data. */
  boolean isUnused(RingId ring, long data) {
    return !session.requests().exists(id -> id.ring().equals(ring) && of(id) == data);
  }

  /** The user data of a CQE as the user knows it. */
  long of(RingId ring, Cqe cqe) {
    return ofTags
        .get(key(ring, cqe.userData()))
        .getOrElse(() -> of(new RingRequest(ring, RequestId.of(Math.toIntExact(cqe.userData())))));
  }

  /** The completions of a ring that the user has not consumed, the oldest first. */
  Vector<Cqe> completions(RingId ring) {
    return session.table(ring).completions().entries();
  }

  /** The requests that have buffers with tags. */
  Set<Bound> bound() {
    Set<Bound> all = LinkedHashSet.empty();
    for (RingRequest id : session.requests()) {
      for (long tag : session.tagOf(id)) {
        String ring = session.names().nameOf(new Named.Ring(id.ring()));
        all = all.add(new Bound(ring, of(id), ofTags.get(key(id.ring(), tag)).get()));
      }
    }
    return all;
  }

  private static List<Long> key(RingId ring, long tag) {
    return List.of((long) ring.number(), tag);
  }

  /** How many completions each ring has that the user has not consumed. */
  Map<RingId, Integer> unconsumed() {
    return session
        .state()
        .rings()
        .all()
        .ids()
        .toLinkedMap(ring -> Tuple.of(ring, completions(ring).size()));
  }

  /** What was posted since there were so many that the user had not consumed, ring by ring. */
  Vector<Posted> postedSince(Map<RingId, Integer> before) {
    return session
        .state()
        .rings()
        .all()
        .ids()
        .toVector()
        .flatMap(ring -> {
          String name = session.names().nameOf(new Named.Ring(ring));
          return completions(ring)
              .drop(before.getOrElse(ring, 0))
              .map(cqe -> new Posted(name, of(ring, cqe), cqe.res()));
        });
  }
}
