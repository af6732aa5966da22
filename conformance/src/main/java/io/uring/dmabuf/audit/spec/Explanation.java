package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.spec.Shown.Answer;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.system.Setup;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.CompletionQueue;
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
 * @param emptied which of them emptied the slot of a buffer, by the tag of the machine, until it is
 *     posted
 * @param counts of what was seen that is no step
 */
record Explanation(
    State state,
    Map<Long, Known> known,
    Map<String, Held> holders,
    LinkedHashMap<Long, Owed> owed,
    Map<Long, Vector<Long>> tags,
    Set<Long> out,
    long chain,
    long updates,
    Map<Long, Long> emptied,
    Map<String, Long> counts) {
  static final int PAGE = 64;
  private static final int GENERATIONS = 16;

  /** The user data of the first tag of a buffer here, number 1; those of requests are small. */
  static final long FIRST_TAG = (1L << 40) + CompletionQueue.userDataOfTag(1);

  /** What was shown of a request. */
  enum Mark {
    /** It took its file. */
    GOT,
    /** It went to io-wq. */
    QUEUED,
    /** A worker has a reference of it when its CQE is posted. */
    HELD,
    /** Its CQE was taken while a worker had it. */
    SEEN_EARLY,
    /** Its CQE was posted. */
    COMPLETED,
    /** Its bio ended without a tag. */
    AGAIN,
    /** Its inline issue began. */
    ISSUED,
    /** A worker began with it. */
    BEGUN,
    /** A worker was done with it. */
    RETURNED
  }

  /**
   * A request that is under way.
   *
   * @param req its number in the machine
   * @param marks what was shown of it, a bit each
   * @param commands that were shown to be made
   * @param ended those of them that have ended
   * @param bios that were shown to end
   * @param updates how many updates there were when it was submitted
   */
  record Known(
      Asked asked, RequestId req, int marks, int commands, int ended, int bios, long updates) {
    static Known of(Asked asked, RequestId req, long updates) {
      return new Known(asked, req, 0, 0, 0, 0, updates);
    }

    boolean has(Mark mark) {
      return (marks & 1 << mark.ordinal()) != 0;
    }

    Known with(Mark mark) {
      return new Known(asked, req, marks | 1 << mark.ordinal(), commands, ended, bios, updates);
    }

    Known commanded() {
      return new Known(asked, req, marks, commands + 1, ended, bios, updates);
    }

    Known commandEnded() {
      return new Known(asked, req, marks, commands, ended + 1, bios, updates);
    }

    Known bioEnded() {
      return new Known(asked, req, marks, commands, ended, bios + 1, updates);
    }
  }

  /**
   * A tag of the machine that stands for one of the kernel, and what was shown of its command.
   *
   * @param command how many commands of its request were made before it
   * @param mapped whether its pages were mapped
   * @param small whether their unmapping is recorded
   * @param answer what became of this try of it, none so far
   */
  record Held(
      OfTag of,
      int command,
      boolean mapped,
      boolean small,
      boolean issued,
      boolean unmapped,
      Option<Answer> answer) {
    static Held of(OfTag of, int command) {
      return new Held(of, command, false, false, false, false, Option.none());
    }

    boolean answered() {
      return answer.isDefined();
    }

    Held mapping(boolean few) {
      return new Held(of, command, true, few, issued, unmapped, answer);
    }

    Held issuing() {
      return new Held(of, command, mapped, small, true, unmapped, answer);
    }

    Held unmapping() {
      return new Held(of, command, mapped, small, issued, true, answer);
    }

    Held answering(Answer how) {
      return new Held(of, command, mapped, small, issued, unmapped, Option.some(how));
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

  /** The machine of a ring: what it has of each kind. */
  static Setup setup(Facts.OfRing facts, Set<Alternative> alternatives) {
    int tags = facts.tags();
    return new Setup(
        Vector.of(1),
        facts.slots(),
        facts.requests(),
        facts.workers(),
        Vector.rangeClosed(1, facts.files()).map(file -> DeviceId.of(facts.device(file))),
        Vector.empty(),
        facts.parts(),
        facts.disks(),
        HashSet.empty(),
        HashSet.empty(),
        false,
        tags * facts.parts(),
        tags,
        tags + 1,
        tags + 1,
        true,
        GENERATIONS,
        1,
        PAGE / Long.BYTES,
        PAGE,
        PAGE,
        facts.retries(),
        Alternative.design(alternatives));
  }

  static Explanation initial(Facts.OfRing facts, Set<Alternative> alternatives) {
    return new Explanation(
        State.initial(setup(facts, alternatives)),
        HashMap.empty(),
        HashMap.empty(),
        LinkedHashMap.empty(),
        HashMap.empty(),
        HashSet.empty(),
        0,
        0,
        HashMap.empty(),
        HashMap.empty());
  }

  /** How often the command of a tag of the kernel was tried again. */
  int retries(String tag) {
    return holders
        .get(tag)
        .map(Held::of)
        .map(of -> state.queue().pair(of.device()).iod(of.tag()).retries())
        .getOrElse(0);
  }

  Option<Known> known(long id) {
    return known.get(id);
  }
}
