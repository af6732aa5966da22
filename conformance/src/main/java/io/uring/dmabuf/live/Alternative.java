package io.uring.dmabuf.live;

import io.uring.dmabuf.design.KernelAlternative;
import io.uring.dmabuf.system.CallAlternative;
import io.uring.dmabuf.uring.RingContextAlternative;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * Behaviour that depends on the version of the kernel. For each {@link Question} the running kernel
 * follows one alternative, found by probing, and the model is told to follow the same one; where it
 * cannot, nothing is compared.
 */
public enum Alternative {
  /** See {@link #prose()}; so for all. */
  UPDATE_WORD_RESERVED(
      Question.UPDATE_WORD,
      true,
      "the second word of io_uring_rsrc_update2 must be zero: -EINVAL before a table is looked for;"
          + " so the extended update of the series is refused"),
  UPDATE_WORD_FLAGS(
      Question.UPDATE_WORD,
      true,
      "the second word of io_uring_rsrc_update2 is flags: without a table -ENXIO comes first; what"
          + " the series makes of it"),
  UNREGISTER_DETACHES(
      Question.UNREGISTER_IN_FLIGHT,
      true,
      "unregistering returns at once; requests in flight keep their buffers, and their tags come"
          + " after their completions"),
  UNREGISTER_WAITS(
      Question.UNREGISTER_IN_FLIGHT,
      true,
      "unregistering waits for the requests in flight, so that chains unregister only without any"),
  TAGS_BY_NODE(
      Question.TAG_ORDER,
      true,
      "each buffer posts its tag when its own last request is done, whatever was replaced before"),
  TAGS_IN_ORDER(
      Question.TAG_ORDER,
      false,
      "tags are posted in the order in which their buffers were replaced, however late the first"),
  TEARDOWN_DESCENDING(
      Question.TEARDOWN_ORDER, true, "unregistering empties the highest slot first"),
  TEARDOWN_ASCENDING(Question.TEARDOWN_ORDER, true, "unregistering empties the lowest slot first"),
  CLONE_UNTAGGED(
      Question.CLONE,
      true,
      "a cloned table has no tags, and the source posts its tag while a request of the clone still"
          + " uses the memory: a tag says nothing of clones"),
  CLONE_HOLDS_TAG(
      Question.CLONE,
      true,
      "the tag of a cloned buffer waits for the requests of the clone, too. The model"
          + " has no such clones, so chains clone nothing"),
  CLONE_REFUSED(Question.CLONE, true, "tables cannot be cloned"),
  CLONE_KEEPS_SLOTS_BEHIND(
      Question.CLONE_RANGE,
      true,
      "a clone of some slots into a table that is there keeps the slots before and behind them"),
  CLONE_LOSES_SLOTS_BEHIND(
      Question.CLONE_RANGE,
      true,
      "a clone of some slots into a table that is there loses the slots behind them (up to"
          + " 6.18.2)"),
  CLONE_RANGE_REFUSED(
      Question.CLONE_RANGE, true, "no slots can be cloned into a table that is there");

  /** What is asked of the running kernel. */
  public enum Question {
    /** What a non-zero second word of an update means. */
    UPDATE_WORD,
    /** Whether unregistering waits for requests in flight. */
    UNREGISTER_IN_FLIGHT,
    /** In which order the tags of two replaced buffers come, when the newer is idle first. */
    TAG_ORDER,
    /** In which order unregistering posts tags. */
    TEARDOWN_ORDER,
    /** Whether a tag waits for requests of a ring that cloned the table. */
    CLONE,
    /** Whether a clone into a table that is there keeps the slots behind its range. */
    CLONE_RANGE
  }

  private final Question question;
  private final boolean followed;
  private final String prose;

  Alternative(Question question, boolean followed, String prose) {
    this.question = question;
    this.followed = followed;
    this.prose = prose;
  }

  /** The question that it answers. */
  public Question question() {
    return question;
  }

  /** Whether the model can follow it. */
  public boolean isFollowed() {
    return followed;
  }

  /** What the kernel of the model decides then; none where that is what it decides anyway. */
  public Option<KernelAlternative> decision() {
    return switch (this) {
      case UPDATE_WORD_RESERVED -> Option.some(CallAlternative.UPDATE_WORD_RESERVED);
      case TEARDOWN_ASCENDING -> Option.some(CallAlternative.TEARDOWN_ASCENDING);
      case CLONE_LOSES_SLOTS_BEHIND -> Option.some(RingContextAlternative.CLONE_LOSES_SLOTS_BEHIND);
      case UPDATE_WORD_FLAGS,
          UNREGISTER_DETACHES,
          UNREGISTER_WAITS,
          TAGS_BY_NODE,
          TAGS_IN_ORDER,
          TEARDOWN_DESCENDING,
          CLONE_UNTAGGED,
          CLONE_HOLDS_TAG,
          CLONE_REFUSED,
          CLONE_KEEPS_SLOTS_BEHIND,
          CLONE_RANGE_REFUSED ->
          Option.none();
    };
  }

  /** What it says, in one sentence. */
  public String prose() {
    return prose;
  }

  /** The alternatives that the specification describes. */
  public static List<Alternative> ofTheSpecification() {
    return List.of(
        UPDATE_WORD_FLAGS,
        UNREGISTER_DETACHES,
        TAGS_BY_NODE,
        TEARDOWN_DESCENDING,
        CLONE_UNTAGGED,
        CLONE_KEEPS_SLOTS_BEHIND);
  }
}
