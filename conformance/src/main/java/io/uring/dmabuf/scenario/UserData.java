package io.uring.dmabuf.scenario;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.scenario.Carried.Bound;
import io.uring.dmabuf.scenario.Carried.Posted;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.UringSqe;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.vavr.Tuple;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.LinkedHashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Stream;
import io.vavr.collection.Vector;

/** The user data of requests and tags, as the scenario gives it. */
final class UserData {
  private final Session session;
  private Map<List<Long>, Long> ofTags = LinkedHashMap.empty();

  /** That of a machine's requests and tags. */
  UserData(Session session) {
    this.session = session;
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

  /** The tags that were named last were not given: their numbers are free again. */
  void notGiven(int tags) {
    ofTags = ofTags.dropRight(tags);
  }

  /** The user data of a request. */
  long of(RingRequest id) {
    return session.kernel().asked(id).sqe().userData();
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

  private int turn(RingRequest id) {
    boolean works = session.request(id).exists(request -> request.parts().out() > 0);
    return session.kernel().asked(id).number() + (works ? 0 : session.kernel().submitted());
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

  /**
   * The user data of a request that a ring has not used yet, as a scenario without one gets it.
   *
   * @param before what the same call hands over before it
   */
  long nextUserData(RingId ring, Vector<UringSqe> before) {
    return Stream.from(1)
        .map(n -> (long) n)
        .find(n -> isUnused(ring, n) && !before.exists(sqe -> sqe.userData() == n))
        .get();
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

  /** The completions of an open ring that the user has not consumed, the oldest first. */
  Vector<Cqe> completions(RingId ring) {
    return session.table(ring).open()
        ? session.table(ring).completions().entries()
        : Vector.empty();
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
