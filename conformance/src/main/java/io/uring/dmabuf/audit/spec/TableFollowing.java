package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.spec.Explanation.Known;
import io.uring.dmabuf.audit.spec.Explanation.Mark;
import io.uring.dmabuf.audit.spec.Explanation.Owed;
import io.uring.dmabuf.audit.spec.Shown.Content;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.EnvironmentSteps;
import io.uring.dmabuf.system.RegistrationSteps;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.Tuple2;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * What is shown of the table of buffers, explained: registrations, updates, and the tags of buffers
 * that have left their slots.
 */
abstract class TableFollowing extends Attempt {
  static final String TAG_OF_NOBODY = "the tag is of no buffer of the table";

  TableFollowing(Start start) {
    super(start);
  }

  protected void know(Known next) {
    known = known.put(next.asked().id(), next);
  }

  /**
   * What was posted before the ring went on must have been shown by now: not the tags of buffers
   * that a request may hold which is left out.
   */
  protected boolean owesNothing(boolean cqes) {
    for (Tuple2<Long, Owed> each : owed) {
      Owed what = each._2;
      boolean due =
          what.id() != 0
              ? cqes
              : out.isEmpty()
                  && !has(Alternative.TAGS_BY_WORK)
                  && (!has(Alternative.TAGS_BY_UPDATE) || isNextByUpdate(what) && isAlone(what));
      if (due) {
        return refuse(
            what.id() != 0
                ? "the CQE of "
                    + known.get(what.id()).map(of -> of.asked().name()).getOrElse("a request")
                    + " should have come before"
                : "the tag 0x"
                    + Long.toHexString(traced(what.tag()))
                    + " of a buffer should have come before");
      }
    }
    return true;
  }

  /** Whether no tag of a buffer that left its slot before is owed. */
  private boolean isNextByUpdate(Owed what) {
    return owed.values()
        .filter(each -> each.id() == 0)
        .forAll(each -> each.update() >= what.update());
  }

  /** Whether no request is under way from before the update that emptied the slot. */
  private boolean isAlone(Owed what) {
    return known
        .values()
        .forAll(each ->
            each.updates() >= what.update()
                || state.table().isRequest(each.req(), Request.State.COMPLETE));
  }

  private long traced(long tag) {
    return tags.find(each -> each._2.contains(tag)).map(Tuple2::_1).getOrElse(0L);
  }

  protected boolean registered(boolean fresh, List<Content> contents) {
    if (!runCall() || !owesNothing(true)) {
      return false;
    }
    if (!fresh && contents.isEmpty() && facts.updatesAreMarked()) {
      return refuse("the program has made no update");
    }
    lookUpBefore(HashSet.ofAll(contents.map(Content::slot)), false);
    if (fresh && !take(RegistrationSteps.REGISTER_SPARSE, state.table().config().slots())) {
      return false;
    }
    updates++;
    for (Content content : contents) {
      empties(SlotId.of(content.slot()));
      Option<Long> tag = content.tag().map(this::newTag);
      if (!take(
              RegistrationSteps.START_UPDATE,
              new UpdateArgs(
                  SlotId.of(content.slot()),
                  BufferKind.PAGES,
                  Option.none(),
                  Option.none(),
                  tag,
                  Option.none()))
          || !runCall()) {
        return false;
      }
    }
    return true;
  }

  /** The buffer in a slot leaves it by the last update, whenever its tag is posted. */
  private void empties(SlotId slot) {
    state
        .table()
        .nodeIn(slot)
        .flatMap(state.table().nodes()::get)
        .flatMap(Node::tag)
        .forEach(tag -> emptied = emptied.put(tag, updates));
  }

  protected boolean unregistered() {
    if (!runCall() || !owesNothing(true)) {
      return false;
    }
    if (has(Alternative.TAGS_BY_UPDATE)
        && known.values().exists(each -> !each.has(Mark.COMPLETED))) {
      return refuse("unregistering waits for the requests that are under way");
    }
    lookUpBefore(HashSet.range(0, state.table().slots().getOrElse(0)), true);
    unregistering(true);
    boolean done = take(RegistrationSteps.START_UNREGISTER, NoArgs.NONE) && runCall();
    unregistering(false);
    return done;
  }

  /**
   * A worker may look up before its slot is emptied, which no line shows: it has the buffer if its
   * CQE comes before the buffer's tag, or if no buffer comes in its place, and it has not failed.
   * Where tags come by updates they do not tell who has a buffer.
   *
   * @param slots that are emptied
   * @param all whether the table goes
   */
  private void lookUpBefore(Set<Integer> slots, boolean all) {
    if (facts.issuesAreProbed() || has(Alternative.TAGS_BY_UPDATE)) {
      return;
    }
    List<Known> waiting =
        known
            .values()
            .filter(each ->
                node(each).isDefined()
                    && each.asked().slot().exists(slots::contains)
                    && (each.has(Mark.BEGUN) || !facts.beginningsAreShown())
                    && mayFind(each)
                    && isEnabled(DeferredSteps.WORKER_LOOKUP, each.req()))
            .toList()
            .sortBy(each -> each.asked().id());
    if (waiting.isEmpty()) {
      return;
    }
    List<Known> early = waiting.filter(each -> finds(each, all));
    List<Known> other = early.isEmpty() ? waiting : List.empty();
    (takesSecondWay() ? other : early)
        .forEach(each -> take(DeferredSteps.WORKER_LOOKUP, each.req()));
  }

  /** Whether a request does not end as one that finds no buffer, or another one. */
  private static boolean mayFind(Known of) {
    return of.asked().inside().contains(false) || !of.asked().fate().errno().contains(Errno.EFAULT);
  }

  /** What is in its slot. */
  private Option<Node> node(Known of) {
    return of.asked()
        .slot()
        .map(SlotId::of)
        .flatMap(state.table()::nodeIn)
        .flatMap(state.table().nodes()::get);
  }

  private boolean finds(Known of, boolean all) {
    Option<Long> tag = node(of).flatMap(Node::tag);
    return tag.isDefined() ? !of.asked().fate().tags().contains(traced(tag.get())) : all;
  }

  protected boolean bufferTag(long tag) {
    Vector<Long> all = tags.getOrElse(tag, Vector.empty());
    if (all.isEmpty()) {
      return refuse(TAG_OF_NOBODY);
    }
    if (!runCall()) {
      return false;
    }
    long next = all.head();
    if (!owed.containsKey(next) && !freeUnheld()) {
      return false;
    }
    Owed what = owed.getOrElse(next, null);
    if (what == null) {
      return refuse("the buffer of this tag is in a slot, or a request still holds it");
    }
    boolean inOrder = has(Alternative.TAGS_BY_WORK) || isNextByUpdate(what);
    if (has(Alternative.TAGS_BY_UPDATE) && !(inOrder && isAlone(what))) {
      return refuse("a request from before the update is under way, or another tag comes first");
    }
    owed = owed.remove(next);
    tags = all.size() == 1 ? tags.remove(tag) : tags.put(tag, all.tail());
    forgetTag(next);
    return true;
  }

  /** Task work frees what workers were the last to have. */
  private boolean freeUnheld() {
    for (Known each : known.values()) {
      RequestId req = each.req();
      if (state.table().isRequest(req, Request.State.POSTED) && !returned(req)) {
        return false;
      }
      if (state.table().isRequest(req, Request.State.UNHELD)) {
        if (!take(CompletionSteps.START_FREEING, req) || !runCall()) {
          return false;
        }
        count(LATE_WORKER);
        if (each.has(Mark.SEEN_EARLY)) {
          if (!take(EnvironmentSteps.REAP_CQE, req)) {
            return false;
          }
          known = known.remove(each.asked().id());
        }
      }
    }
    return true;
  }
}
