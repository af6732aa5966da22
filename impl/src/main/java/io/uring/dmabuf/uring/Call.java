package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.vavr.control.Option;

/**
 * The holder of {@code uring_lock}: the call in progress and how far it has come. While a call
 * drops a node, the stage is the one at which it goes on afterwards.
 */
public sealed interface Call {

  /** The node that the call is dropping, if any. */
  Option<Drop> drop();

  /** This call with another drop in progress, or with none. */
  Call withDrop(Option<Drop> next);

  /**
   * Whether the task of the ring is in it: not where nobody is, nor at the ring that a clone takes
   * from, nor at the end of a ring, which a work queue carries out.
   */
  default boolean isOfTask() {
    return switch (this) {
      case Idle _, CloneSource _ -> false;
      case Teardown teardown -> !teardown.exit();
      case Update _, Clone _, Submit _, TaskWork _ -> true;
    };
  }

  /** Nobody holds the lock. */
  record Idle() implements Call {
    @Override
    public Option<Drop> drop() {
      return Option.none();
    }

    @Override
    public Call withDrop(Option<Drop> next) {
      throw new IllegalStateException("nobody holds uring_lock");
    }
  }

  /**
   * {@code IORING_REGISTER_BUFFERS_UPDATE}, or {@code IORING_REGISTER_BUFFERS2} with buffers: entry
   * after entry, each of the next slot. A registration that fails empties the table again.
   *
   * @param registers whether it is a registration, all or nothing
   * @param args the entry that it is at
   * @param done how many entries before are done
   * @param stage the next step
   * @param node the new node while the call owns it
   * @param regbuf the new regbuf while the call knows it
   * @param error the errno that the call will return; none where it returns what is done
   * @param drop the old node of the slot while it is being dropped
   */
  record Update(
      boolean registers,
      UpdateArgs args,
      int done,
      UpdateStage stage,
      Option<NodeId> node,
      Option<RegbufId> regbuf,
      Option<Errno> error,
      Option<Drop> drop)
      implements Call, Emptying {

    static Update start(UpdateArgs args) {
      return atEntry(false, args, 0);
    }

    /** The call that makes the table, at the first of its entries. */
    static Update register(UpdateArgs args) {
      return atEntry(true, args, 0);
    }

    private static Update atEntry(boolean registers, UpdateArgs args, int done) {
      return new Update(
          registers,
          args,
          done,
          args.firstStage(),
          Option.none(),
          Option.none(),
          Option.none(),
          Option.none());
    }

    /** The call at its next entry, which is of the next slot. */
    Update next(UpdateArgs entry) {
      SlotId slot = SlotId.of(args.slot().number() + 1);
      return atEntry(registers, entry.in(slot, args.nr()), done);
    }

    /** Whether the next step must fail by injection. */
    public boolean fails() {
      return args.fault().contains(stage);
    }

    Update at(UpdateStage next) {
      return new Update(registers, args, done, next, node, regbuf, error, drop);
    }

    Update withNode(NodeId id) {
      return new Update(registers, args, done, stage, Option.some(id), regbuf, error, drop);
    }

    Update withRegbuf(RegbufId id) {
      return new Update(registers, args, done, stage, node, Option.some(id), error, drop);
    }

    Update failing(Option<Errno> errno) {
      return new Update(registers, args, done, UpdateStage.UNWIND, node, regbuf, errno, drop);
    }

    /** The entry is done: the slot owns what the call owned, which goes on or returns. */
    Update stored() {
      UpdateStage next = done + 1 == args.nr() ? UpdateStage.RETURN : UpdateStage.NEXT_ENTRY;
      return new Update(registers, args, done + 1, next, Option.none(), Option.none(), error, drop);
    }

    /**
     * The entry has failed, and all that the call owned for it was given back.
     *
     * @param tells the errno that the call will return; none where it returns what is done
     * @param next where it goes on
     */
    Update failed(Option<Errno> tells, UpdateStage next) {
      return new Update(registers, args, done, next, Option.none(), Option.none(), tells, drop);
    }

    /** What the call returns: entries that are done, 0 for a registration; or a negated errno. */
    public int result() {
      return error.map(errno -> -errno.number()).getOrElse(registers ? 0 : done);
    }

    @Override
    public boolean isEmptying() {
      return stage == UpdateStage.EMPTY_TABLE;
    }

    @Override
    public Update emptied() {
      return at(UpdateStage.RETURN);
    }

    @Override
    public Update withDrop(Option<Drop> next) {
      return new Update(registers, args, done, stage, node, regbuf, error, next);
    }
  }

  /**
   * The end of the table, by {@code IORING_UNREGISTER_BUFFERS} or with the ring.
   *
   * @param exit whether the ring goes too
   * @param returning whether the table is gone
   * @param drop the node of the last slot that was emptied while it is being dropped
   */
  record Teardown(boolean exit, boolean returning, Option<Drop> drop) implements Call, Emptying {
    @Override
    public boolean isEmptying() {
      return !returning;
    }

    @Override
    public Teardown emptied() {
      return new Teardown(exit, true, drop);
    }

    @Override
    public Teardown withDrop(Option<Drop> next) {
      return new Teardown(exit, returning, next);
    }
  }

  /**
   * {@code IORING_REGISTER_CLONE_BUFFERS} at the ring that gets the table; it holds the lock of the
   * other ring too.
   *
   * @param from the ring whose table is copied
   * @param fresh the table that takes the place of the old one
   * @param replaces whether there is an old one, and the user gave leave to replace it
   * @param returning whether the old one is gone
   * @param drop the node of the last slot of the old one that was emptied while it is being dropped
   */
  record Clone(RingId from, SlotTable fresh, boolean replaces, boolean returning, Option<Drop> drop)
      implements Call, Emptying {
    @Override
    public boolean isEmptying() {
      return !returning;
    }

    @Override
    public Clone emptied() {
      return new Clone(from, fresh, replaces, true, drop);
    }

    @Override
    public Clone withDrop(Option<Drop> next) {
      return new Clone(from, fresh, replaces, returning, next);
    }
  }

  /** The same call at the ring whose table is copied. */
  record CloneSource() implements Call {
    @Override
    public Option<Drop> drop() {
      return Option.none();
    }

    @Override
    public Call withDrop(Option<Drop> next) {
      throw new IllegalStateException("a clone drops nothing of its source");
    }
  }

  /**
   * What a teardown, a clone and a registration that failed have in common: they drop a table, slot
   * after slot.
   */
  sealed interface Emptying {

    /** Whether it is at this: the table is not gone. */
    boolean isEmptying();

    /** The node that the call is dropping, if any. */
    Option<Drop> drop();

    /** The call when the table is gone. */
    Call emptied();
  }

  /**
   * Submission and inline issue of one SQE; or the issue by task work of one that was submitted
   * before, behind another.
   *
   * @param req the request
   * @param slot the slot that the SQE names
   * @param inTaskWork whether task work issues it
   * @param stage the next step
   * @param drop the request's node while it is being dropped
   */
  record Submit(
      RequestId req, SlotId slot, boolean inTaskWork, SubmitStage stage, Option<Drop> drop)
      implements Call, OnRequest {
    @Override
    public Submit at(SubmitStage next) {
      return new Submit(req, slot, inTaskWork, next, drop);
    }

    @Override
    public Submit withDrop(Option<Drop> next) {
      return new Submit(req, slot, inTaskWork, stage, next);
    }
  }

  /**
   * Task work that completes one request.
   *
   * @param req the request
   * @param stage the next step, {@link SubmitStage#POST_CQE} at first
   * @param drop the request's node while it is being dropped
   */
  record TaskWork(RequestId req, SubmitStage stage, Option<Drop> drop) implements Call, OnRequest {
    @Override
    public TaskWork at(SubmitStage next) {
      return new TaskWork(req, next, drop);
    }

    @Override
    public TaskWork withDrop(Option<Drop> next) {
      return new TaskWork(req, stage, next);
    }
  }

  /** What submission and task work have in common: they carry one request on. */
  sealed interface OnRequest {

    /** The request. */
    RequestId req();

    /** The next step. */
    SubmitStage stage();

    /** The node that the call is dropping, if any. */
    Option<Drop> drop();

    /** The call at another stage. */
    Call at(SubmitStage next);
  }
}
