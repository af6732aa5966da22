package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.system.Setup;
import io.uring.dmabuf.system.State;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * A behaviour that explains what was shown so far: where it has come to, and what of the trace is
 * what of it. What came before is forgotten.
 *
 * @param state of the machine, whose abstraction is the specification's
 * @param known the requests that are under way, by their number in the trace
 * @param holders the tag of the machine that stands for one of the kernel
 * @param owed what is posted here and not shown yet, in that order
 * @param tags the tags of the machine that stand for one of the trace, the oldest first
 * @param out requests that are left out
 * @param chain the last request of a chain that is being submitted; 0 if there is none
 * @param updates how many updates there were
 * @param counts of what was seen that is no step
 */
record Explanation(
    State state,
    Map<Long, Known> known,
    Map<String, OfTag> holders,
    LinkedHashMap<Long, Owed> owed,
    Map<Long, Vector<Long>> tags,
    Set<Long> out,
    long chain,
    long updates,
    Map<String, Long> counts) {
  static final int PAGE = 64;
  private static final int GENERATIONS = 16;

  /** The user data of the first tag of a buffer here; those of requests are small. */
  static final long FIRST_TAG = 1L << 40;

  /**
   * A request that is under way.
   *
   * @param req its number in the machine
   * @param got whether it was shown to take its file
   * @param queued whether it was shown to go to io-wq
   * @param held whether a worker has a reference of it when its CQE is posted
   * @param seenEarly whether its CQE was taken while a worker had it
   * @param shown whether its CQE was shown
   * @param commands that were shown to be made
   * @param tagged whether it was shown to get a tag or to be refused one
   * @param updates how many updates there were when it was submitted
   */
  record Known(
      Asked asked,
      RequestId req,
      boolean got,
      boolean queued,
      boolean held,
      boolean seenEarly,
      boolean shown,
      int commands,
      boolean tagged,
      long updates) {
    static Known of(Asked asked, RequestId req, long updates) {
      return new Known(asked, req, false, false, false, false, false, 0, false, updates);
    }

    Known gotFile() {
      return new Known(asked, req, true, queued, held, seenEarly, shown, commands, tagged, updates);
    }

    Known atWorker() {
      return new Known(asked, req, got, true, held, seenEarly, shown, commands, false, updates);
    }

    Known heldTwice() {
      return new Known(asked, req, got, queued, true, seenEarly, shown, commands, tagged, updates);
    }

    Known takenEarly() {
      return new Known(asked, req, got, queued, held, true, shown, commands, tagged, updates);
    }

    Known completed() {
      return new Known(asked, req, got, queued, held, seenEarly, true, commands, tagged, updates);
    }

    Known commanded() {
      return new Known(
          asked, req, got, queued, held, seenEarly, shown, commands + 1, tagged, updates);
    }

    Known triedForTag() {
      return new Known(asked, req, got, queued, held, seenEarly, shown, commands, true, updates);
    }
  }

  /**
   * Something that is posted here, and not shown yet.
   *
   * @param id the request, 0 for the tag of a buffer
   * @param tag the tag in the trace
   * @param update how many updates there were when its slot was emptied
   */
  record Owed(long id, long tag, long update) {}

  static Explanation initial(Facts.OfRing facts, Set<Alternative> alternatives) {
    int tags = facts.tags();
    Setup setup =
        new Setup(
            Vector.of(1),
            facts.slots(),
            facts.requests(),
            facts.workers(),
            Vector.rangeClosed(1, facts.files()).map(file -> DeviceId.of(facts.device(file))),
            Vector.empty(),
            facts.parts(),
            facts.disks(),
            HashSet.empty(),
            tags * facts.parts(),
            tags,
            tags + 1,
            tags + 1,
            GENERATIONS,
            1,
            PAGE / Long.BYTES,
            PAGE,
            PAGE,
            Alternative.design(alternatives));
    return new Explanation(
        State.initial(setup),
        HashMap.empty(),
        HashMap.empty(),
        LinkedHashMap.empty(),
        HashMap.empty(),
        HashSet.empty(),
        0,
        0,
        HashMap.empty());
  }

  Option<Known> known(long id) {
    return known.get(id);
  }
}
